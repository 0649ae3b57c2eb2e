#include <stdlib.h>
#include <string.h>

char *volatile kept;

int main(void) {
  for (;;) {
    kept = malloc(1 << 20);
    if (kept) memset(kept, 1, 1 << 20);
  }
}
