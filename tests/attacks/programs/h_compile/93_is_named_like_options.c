// 93 Has files whose names look like options and lists of options: accepted
#include "contained.h"

int other(void);
int listed(void);

int main(void) {
  HOLDS(other() == 7);
  HOLDS(listed() == 8);
  return done();
}
