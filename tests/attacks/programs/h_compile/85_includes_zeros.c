// 85 Includes a device that never ends: compile_error
// build_limits: memory_bytes=134217728 cpu_time_s=3
#include "/dev/zero"
int main(void) {}
