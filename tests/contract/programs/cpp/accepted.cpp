#include <iostream>
#include <optional>
#include <string>

int main() {
  std::optional<std::string> name(std::in_place);
  std::getline(std::cin, *name);
  if (auto &text = *name; !text.empty()) std::cout << "grüße, " << text << " ✓ 日本語\n";
}
