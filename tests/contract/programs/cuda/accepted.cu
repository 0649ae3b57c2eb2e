#include <iostream>
#include <string>

__global__ void twice(int *values) { values[threadIdx.x] *= 2; }

int main() {
  std::string name;
  std::getline(std::cin, name);
  std::cout << "grüße, " << name << " ✓ 日本語\n";
}
