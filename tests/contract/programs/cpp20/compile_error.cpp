#include <concepts>

template <std::integral T>
T twice(T value) { return value * 2; }

int main() { return twice(1.5); }
