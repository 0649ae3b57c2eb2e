.globl _start
.text
_start:
    mov 0, %rax
