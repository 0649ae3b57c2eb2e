:- initialization(main).

main :-
    read_line_to_string(user_input, Name),
    format("grüße, ~s ✓ 日本語~n", [Name]).
