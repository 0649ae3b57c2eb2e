#include <iostream>
#include <ranges>
#include <string>
#include <vector>

int main() {
  std::string name;
  std::getline(std::cin, name);
  std::vector<std::string> parts{"grüße, ", name, " ✓ 日本語\n"};
  for (const auto &part : parts | std::views::take(3)) std::cout << part;
}
