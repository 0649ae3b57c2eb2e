// 8 Lets the kernel burn the CPU, answering system calls: time_limit_exceeded (cpu)
// limits: cpu_time_s=0.3
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  for (;;) syscall(SYS_getpid);
}
