main :- keep([]).

keep(Kept) :-
    length(Block, 10000),
    maplist(=(1), Block),
    keep([Block|Kept]).
