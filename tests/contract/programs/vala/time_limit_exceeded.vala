void main() {
  Gee.ArrayList<int> numbers = new Gee.ArrayList<int>();
  while (true) numbers.clear();
}
