#include <stdio.h>

int main(void) {
  char name[256];
  if (scanf("%255[^\n]", name) == 1) printf("grüße, %s ✓ 日本語\n", name);
}
