/* What attacks in C share: what they tried must have been refused. */
#ifndef CONTAINED_H
#define CONTAINED_H
#include <errno.h>
#include <stdio.h>
#include <string.h>

static int through;

#define REFUSED(call)                                     \
  do {                                                    \
    errno = 0;                                            \
    if ((long)(call) >= 0) through = 1, printf("GOT THROUGH: %s\n", #call); \
  } while (0)
#define HOLDS(condition)                                  \
  do {                                                    \
    if (!(condition)) through = 1, printf("NOT SO: %s\n", #condition); \
  } while (0)

static inline int done(void) {
  if (!through) puts("contained");
  return 0;
}
#endif
