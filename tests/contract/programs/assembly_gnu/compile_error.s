.globl _start
.text
_start:
    move $1, %rax
