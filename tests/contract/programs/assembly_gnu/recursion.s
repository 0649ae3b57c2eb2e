.globl main
.data
pattern: .asciz "%ld"
shown: .asciz "%ld\n"
.bss
count: .skip 8
.text
depth:
    xor %eax, %eax
    test %rdi, %rdi
    jz end
    push %rbx
    dec %rdi
    call depth
    inc %rax
    pop %rbx
end:
    ret
main:
    push %rbp
    mov $pattern, %rdi
    mov $count, %rsi
    xor %eax, %eax
    call scanf
    mov count, %rdi
    call depth
    mov %rax, %rsi
    mov $shown, %rdi
    xor %eax, %eax
    call printf
    xor %eax, %eax
    pop %rbp
    ret
