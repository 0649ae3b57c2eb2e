global _start
section .data
text: db "more", 10
section .text
_start:
    mov eax, 1
    mov edi, 1
    mov rsi, text
    mov edx, 5
    syscall
    jmp _start
