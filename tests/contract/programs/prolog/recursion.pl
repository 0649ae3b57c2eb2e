main :-
    read_line_to_string(user_input, Line),
    number_string(Count, Line),
    depth(Count, Reached),
    format("~d~n", [Reached]).

depth(0, 0) :- !.
depth(Count, Reached) :-
    Next is Count - 1,
    depth(Next, Before),
    Reached is Before + 1.
