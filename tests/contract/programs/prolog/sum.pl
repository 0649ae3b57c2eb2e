main :-
    read_line_to_string(user_input, Line),
    number_string(Count, Line),
    sum(Count, 0, Total),
    format("~d~n", [Total]).

sum(0, Total, Total) :- !.
sum(Number, Before, Total) :-
    Now is Before + Number,
    Next is Number - 1,
    sum(Next, Now, Total).
