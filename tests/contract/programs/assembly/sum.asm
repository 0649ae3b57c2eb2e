extern scanf, printf
global main
section .data
pattern: db "%ld", 0
shown: db "%ld", 10, 0
section .bss
count: resq 1
section .text
main:
    push rbp
    mov rdi, pattern
    mov rsi, count
    xor eax, eax
    call scanf
    mov rcx, [count]
    xor esi, esi
.next:
    add rsi, rcx
    dec rcx
    jnz .next
    mov rdi, shown
    xor eax, eax
    call printf
    xor eax, eax
    pop rbp
    ret
