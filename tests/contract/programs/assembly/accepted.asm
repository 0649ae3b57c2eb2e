extern scanf, printf
global main
section .data
pattern: db "%[^", 10, "]", 0
greeting: db "grüße, %s ✓ 日本語", 10, 0
section .bss
name: resb 4096
section .text
main:
    push rbp
    mov rdi, pattern
    mov rsi, name
    xor eax, eax
    call scanf
    mov rdi, greeting
    mov rsi, name
    xor eax, eax
    call printf
    xor eax, eax
    pop rbp
    ret
