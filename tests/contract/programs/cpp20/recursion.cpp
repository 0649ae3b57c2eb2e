#include <functional>
#include <iostream>

int main() {
  std::function<int(int)> depth = [&](int count) { return count ? 1 + depth(count - 1) : 0; };
  int count;
  std::cin >> count;
  std::cout << depth(count) << "\n";
}
