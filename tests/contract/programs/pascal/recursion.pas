program diver;
var count: longint;

function depth(count: longint): longint;
begin
  if count = 0 then depth := 0 else depth := 1 + depth(count - 1)
end;

begin
  readln(count);
  writeln(depth(count))
end.
