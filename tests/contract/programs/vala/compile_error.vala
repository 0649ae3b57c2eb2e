void main() {
  int answer = "hello";
}
