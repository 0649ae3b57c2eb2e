// 37 Executes what is no instruction: runtime_error (SIGILL)
int main(void) { __asm__("ud2"); }
