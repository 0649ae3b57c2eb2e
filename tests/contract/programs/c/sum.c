#include <stdio.h>

int main(void) {
  long count, total = 0;
  if (scanf("%ld", &count) != 1) return 1;
  for (long number = 1; number <= count; number++) total += number;
  printf("%ld\n", total);
}
