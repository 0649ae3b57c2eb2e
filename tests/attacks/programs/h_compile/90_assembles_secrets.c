// 90 Has the assembler include secrets: compile_error
__asm__(".incbin \"/etc/shadow\"");
__asm__(".incbin \"/root/.bash_history\"");
int main(void) {}
