-module(main).
-export([start/0]).

start() -> io:put_chars("more\n"), start().
