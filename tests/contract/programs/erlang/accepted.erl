-module(greeting).
-export([main/1]).

main(_) ->
    ok = io:setopts([{encoding, unicode}]),
    Name = string:trim(io:get_line("")),
    io:format("grüße, ~ts ✓ 日本語~n", [Name]).
