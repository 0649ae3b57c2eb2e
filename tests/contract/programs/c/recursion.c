#include <stdio.h>

static int (*volatile again)(int);

static int depth(int count) { return count ? 1 + again(count - 1) : 0; }

int main(void) {
  int count;
  again = depth;
  if (scanf("%d", &count) != 1) return 1;
  printf("%d\n", depth(count));
}
