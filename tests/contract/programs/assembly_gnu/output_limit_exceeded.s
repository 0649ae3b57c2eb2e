.globl _start
.data
text: .ascii "more\n"
.text
_start:
    mov $1, %eax
    mov $1, %edi
    mov $text, %rsi
    mov $5, %edx
    syscall
    jmp _start
