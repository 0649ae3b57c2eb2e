// 18 Reserves far more address space than memory, as runtimes do: accepted
#include <sys/mman.h>

#include "contained.h"

int main(void) {
  size_t size = 1UL << 38;
  char *block = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  HOLDS(block != MAP_FAILED);
  HOLDS(mprotect(block, 4096, PROT_READ | PROT_WRITE) == 0);
  block[0] = 1;
  return done();
}
