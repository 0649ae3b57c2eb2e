// 86 Includes itself twice, hundreds deep: compile_error
// build_limits: memory_bytes=268435456 cpu_time_s=1
#include __FILE__
#include __FILE__
int main(void) {}
