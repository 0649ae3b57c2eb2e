#include <iostream>
#include <memory>
#include <string>

int main() {
  auto greeting = std::unique_ptr<std::string>(new std::string("grüße, "));
  std::string name;
  std::getline(std::cin, name);
  std::cout << *greeting << name << " ✓ 日本語\n";
}
