// 30 Starts threads until it may not: accepted
#include <pthread.h>
#include <unistd.h>

#include "contained.h"

static void *wait_forever(void *unused) {
  for (;;) pause();
}

int main(void) {
  int count = 0;
  for (pthread_t thread; count < 1000 && !pthread_create(&thread, NULL, wait_forever, NULL);) count++;
  HOLDS(count > 16);
  HOLDS(count < 32);
  return done();
}
