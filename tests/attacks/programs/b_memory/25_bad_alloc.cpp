// 25 Asks for more memory than there is, and is told so: runtime_error or memory_limit_exceeded
#include <cstdio>
#include <vector>

int main() {
  std::vector<char> block(1L << 46, 'x');
  printf("%d\n", block[12345]);
}
