// 35 Leaves as many zombies as it may: accepted
#include <unistd.h>

#include "contained.h"

int main(void) {
  int count = 0;
  for (int child = 0; child >= 0 && count < 1000; count++) {
    child = fork();
    if (child == 0) _exit(0);
  }
  HOLDS(count < 40);
  return done();
}
