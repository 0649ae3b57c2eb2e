// 37 Reads a mapped file beyond its end: runtime_error (SIGBUS)
#include <fcntl.h>
#include <stddef.h>
#include <sys/mman.h>

int main(void) {
  int fd = open("/tmp/empty", O_RDWR | O_CREAT, 0600);
  volatile char *block = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
  return block[0];
}
