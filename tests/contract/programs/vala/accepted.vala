void main() {
  stdout.printf("grüße, %s ✓ 日本語\n", stdin.read_line());
}
