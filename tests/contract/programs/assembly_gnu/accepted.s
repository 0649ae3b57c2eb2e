.globl main
.data
pattern: .asciz "%[^\n]"
greeting: .asciz "grüße, %s ✓ 日本語\n"
.bss
name: .skip 4096
.text
main:
    push %rbp
    mov $pattern, %rdi
    mov $name, %rsi
    xor %eax, %eax
    call scanf
    mov $greeting, %rdi
    mov $name, %rsi
    xor %eax, %eax
    call printf
    xor %eax, %eax
    pop %rbp
    ret
