#include <string>

int main() { std::string text = 5; }
