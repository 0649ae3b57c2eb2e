// 26 Asks the kernel to swap its memory out, to get more: memory_limit_exceeded
#include <string.h>
#include <sys/mman.h>

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

int main(void) {
  for (int round = 0; round < 64; round++) {
    char *block = mmap(NULL, 4 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(block, round + 1, 4 << 20);
    madvise(block, 4 << 20, MADV_PAGEOUT);
  }
  return 0;
}
