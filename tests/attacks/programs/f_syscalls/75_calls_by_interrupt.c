// 75 Makes a system call of the 32-bit table: runtime_error (SIGSYS or SIGSEGV)
#include <stdio.h>

int main(void) {
  long result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory"); /* getpid there, writev here */
  printf("GOT THROUGH: %ld\n", result);
}
