program total_of;
var count, number, total: int64;
begin
  readln(count);
  total := 0;
  number := 1;
  while number <= count do begin
    total := total + number;
    number := number + 1
  end;
  writeln(total)
end.
