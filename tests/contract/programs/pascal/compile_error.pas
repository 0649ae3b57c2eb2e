program broken;
begin
  writeln(unknown)
end.
