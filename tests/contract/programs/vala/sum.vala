void main() {
  int64 count = int64.parse(stdin.read_line()), total = 0;
  for (int64 number = 1; number <= count; number++) total += number;
  stdout.printf("%s\n", total.to_string());
}
