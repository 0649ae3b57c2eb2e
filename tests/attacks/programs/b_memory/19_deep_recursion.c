// 19 Recurses without end: runtime_error or memory_limit_exceeded
#include <stdio.h>

static int down(volatile int depth) {
  volatile char frame[4096];
  frame[depth % 4096] = depth;
  return down(depth + 1) + frame[7];
}

int main(void) { printf("%d\n", down(0)); }
