// 37 Divides by zero: runtime_error (SIGFPE)
#include <stdio.h>

int main(void) {
  volatile int zero = 0;
  printf("%d\n", 1000 / zero);
}
