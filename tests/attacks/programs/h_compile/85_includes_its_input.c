// 85 Includes the compiler's standard input, and a terminal: compile_error
// build_limits: wall_time_s=5
#include "/dev/stdin"
#include "/dev/fd/0"
#include "/dev/tty"
int main(void) {}
