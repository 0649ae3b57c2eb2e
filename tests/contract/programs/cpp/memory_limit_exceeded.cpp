#include <list>
#include <string>

int main() {
  std::list<std::string> kept;
  for (;;) kept.emplace_back(1 << 20, 'x');
}
