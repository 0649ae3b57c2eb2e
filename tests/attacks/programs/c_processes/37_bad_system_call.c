// 37 Makes a call of a table that is closed: runtime_error (SIGSYS)
#include <unistd.h>

int main(void) { return syscall(0x40000000 + 39); }
