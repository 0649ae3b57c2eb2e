// 29 Multiplies as fast as it can: time_limit_exceeded
// limits: cpu_time_s=0.5
#include <unistd.h>

int main(void) {
  for (;;) fork();
}
