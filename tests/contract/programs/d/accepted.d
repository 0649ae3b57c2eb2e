import std.stdio, std.string;

void main() {
  writefln("grüße, %s ✓ 日本語", readln().chomp);
}
