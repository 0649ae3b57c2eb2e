.globl _start
.text
_start:
    mov %rsp, %rbp
    mov $12, %eax
    xor %edi, %edi
    syscall
    mov %rax, %rbx
next:
    lea 4096(%rbx), %rdi
    mov $12, %eax
    syscall
    movb $1, (%rbx)
    add $4096, %rbx
    jmp next
