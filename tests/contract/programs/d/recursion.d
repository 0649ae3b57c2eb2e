import std.conv, std.stdio, std.string;

int function(int) again;

int depth(int count) { return count ? 1 + again(count - 1) : 0; }

void main() {
  again = &depth;
  writeln(depth(readln().chomp.to!int));
}
