// 14 Sleeps in the destructor of a global: time_limit_exceeded (wall)
// limits: wall_time_s=0.5
#include <cstdio>
#include <unistd.h>

struct Sleeper {
  ~Sleeper() { sleep(1000); }
} sleeper;

int main() {
  puts("contained");
  fflush(stdout);
}
