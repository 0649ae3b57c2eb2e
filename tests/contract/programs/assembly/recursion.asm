extern scanf, printf
global main
section .data
pattern: db "%ld", 0
shown: db "%ld", 10, 0
section .bss
count: resq 1
section .text
depth:
    xor eax, eax
    test rdi, rdi
    jz .end
    push rbx
    dec rdi
    call depth
    inc rax
    pop rbx
.end:
    ret
main:
    push rbp
    mov rdi, pattern
    mov rsi, count
    xor eax, eax
    call scanf
    mov rdi, [count]
    call depth
    mov rsi, rax
    mov rdi, shown
    xor eax, eax
    call printf
    xor eax, eax
    pop rbp
    ret
