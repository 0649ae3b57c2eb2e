main :- repeat, writeln(more), fail.
