import std.conv, std.stdio, std.string;

void main() {
  const count = readln().chomp.to!long;
  long total = 0;
  foreach (number; 1 .. count + 1) total += number;
  writeln(total);
}
