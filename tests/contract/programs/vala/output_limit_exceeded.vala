void main() {
  bool more = true;
  while (more) stdout.puts("more\n");
}
