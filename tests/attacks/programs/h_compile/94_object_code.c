// 94 Calls what it brings as object code, which is not linked: compile_error
extern void smuggled(void);
int main(void) { smuggled(); }
