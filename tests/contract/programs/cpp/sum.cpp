#include <iostream>

int main() {
  long long count, total = 0;
  std::cin >> count;
  for (long long number = 1; number <= count; number++) total += number;
  std::cout << total << "\n";
}
