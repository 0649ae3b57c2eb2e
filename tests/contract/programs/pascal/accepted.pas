program greeting;
var name: string;
begin
  readln(name);
  writeln('grüße, ', name, ' ✓ 日本語')
end.
