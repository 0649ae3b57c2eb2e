int depth(int count) {
  return count == 0 ? 0 : 1 + depth(count - 1);
}

void main() {
  stdout.printf("%d\n", depth(int.parse(stdin.read_line())));
}
