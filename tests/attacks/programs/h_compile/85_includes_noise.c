// 85 Includes random bytes without end: compile_error
// build_limits: memory_bytes=134217728 cpu_time_s=1
#include "/dev/urandom"
int main(void) {}
