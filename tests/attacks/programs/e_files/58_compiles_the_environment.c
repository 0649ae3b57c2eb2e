// 58 Has the compiler show what it can read in its place: compile_error
#include "/proc/self/environ"
#include "/proc/1/environ"
#include "/etc/shadow"
#include "/root/.bash_history"
#include "/box/answer"
int main(void) {}
