.globl main
.data
pattern: .asciz "%ld"
shown: .asciz "%ld\n"
.bss
count: .skip 8
.text
main:
    push %rbp
    mov $pattern, %rdi
    mov $count, %rsi
    xor %eax, %eax
    call scanf
    mov count, %rcx
    xor %esi, %esi
next:
    add %rcx, %rsi
    dec %rcx
    jnz next
    mov $shown, %rdi
    xor %eax, %eax
    call printf
    xor %eax, %eax
    pop %rbp
    ret
