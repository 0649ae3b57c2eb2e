// 17 Touches all of a huge static array: memory_limit_exceeded
#include <string.h>

static char block[512 << 20];

int main(void) {
  memset(block, 1, sizeof block);
  return block[12345];
}
