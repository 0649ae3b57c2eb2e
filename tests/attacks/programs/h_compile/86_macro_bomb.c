// 86 Doubles a macro thirty times: compile_error
// build_limits: memory_bytes=268435456 cpu_time_s=1
#define A(x) x x x x x x x x
#define B(x) A(A(A(A(A(x)))))
#define C(x) B(B(B(x)))
int values[] = {C(1, )};
int main(void) {}
