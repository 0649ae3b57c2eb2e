#include <iostream>
#include <numeric>
#include <ranges>

int main() {
  long long count;
  std::cin >> count;
  auto numbers = std::views::iota(1LL, count + 1) | std::views::common;
  std::cout << std::accumulate(numbers.begin(), numbers.end(), 0LL) << "\n";
}
