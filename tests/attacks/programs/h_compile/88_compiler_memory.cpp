// 88 Makes the compiler run out of memory: compile_error
// build_limits: memory_bytes=134217728 cpu_time_s=10
template <int depth, class... Types>
struct Grow : Grow<depth - 1, Types..., Types...> {};
template <class... Types>
struct Grow<0, Types...> {};
Grow<26, int> grow;
int main() {}
