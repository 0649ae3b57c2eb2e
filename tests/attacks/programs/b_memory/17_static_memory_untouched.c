// 17 Has a huge static array, and uses a corner of it: accepted
#include "contained.h"

static volatile char block[512 << 20];

int main(void) {
  block[12345] = 1;
  HOLDS(block[400 << 20] == 0);
  return done();
}
