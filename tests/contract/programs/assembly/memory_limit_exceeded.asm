global _start
section .bss
block: resb 1073741824
section .text
_start:
    mov rdi, block
.next:
    mov byte [rdi], 1
    add rdi, 4096
    jmp .next
