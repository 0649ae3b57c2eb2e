-module(main).
-export([main/0]).

main() ->
    {ok, [Count]} = io:fread("", "~d"),
    io:format("~b~n", [depth(Count)]).

depth(0) -> 0;
depth(Count) -> 1 + depth(Count - 1).
