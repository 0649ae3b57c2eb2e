// 7 Threads use more CPU seconds than pass on the clock: time_limit_exceeded (cpu)
// limits: cpu_time_s=0.5
#include <thread>

static volatile unsigned long counter[2];

static void burn(int number) {
  for (;;) counter[number]++;
}

int main() {
  std::thread other(burn, 0);
  burn(1);
}
