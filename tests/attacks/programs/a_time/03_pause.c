// 3 Waits for a signal that never comes: time_limit_exceeded (wall)
// limits: wall_time_s=0.5
#include <unistd.h>

int main(void) {
  for (;;) pause();
}
