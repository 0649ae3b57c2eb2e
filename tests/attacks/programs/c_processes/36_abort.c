// 36 Aborts: runtime_error (SIGABRT)
#include <stdlib.h>

int main(void) { abort(); }
