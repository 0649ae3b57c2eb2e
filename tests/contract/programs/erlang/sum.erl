-module(main).
-export([main/0]).

main() ->
    {ok, [Count]} = io:fread("", "~d"),
    io:format("~b~n", [sum(Count, 0)]).

sum(0, Total) -> Total;
sum(Number, Total) -> sum(Number - 1, Total + Number).
