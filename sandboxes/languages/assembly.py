"""Assembly for x86-64: NASM's syntax, and GNU's."""

import re

from sandboxes.language import PLAIN_ENV, Language

_START = re.compile(r"^\s*_start\s*:", re.MULTILINE)
_ECHO_NASM = """
section .bss
block: resb 65536
section .text
global _start
_start:
    xor eax, eax
    xor edi, edi
    mov rsi, block
    mov edx, 65536
    syscall
    test rax, rax
    jle .end
    mov rdx, rax
    mov eax, 1
    mov edi, 1
    mov rsi, block
    syscall
    jmp _start
.end:
    mov eax, 60
    xor edi, edi
    syscall
"""
_ECHO_GAS = """
.bss
block: .skip 65536
.text
.globl _start
_start:
    xor %eax, %eax
    xor %edi, %edi
    mov $block, %rsi
    mov $65536, %edx
    syscall
    test %rax, %rax
    jle end
    mov %rax, %rdx
    mov $1, %eax
    mov $1, %edi
    mov $block, %rsi
    syscall
    jmp _start
end:
    mov $60, %eax
    xor %edi, %edi
    syscall
"""


def start(source: str) -> str:
    """Say how to link: with the C library's start, unless the source has its own."""
    return "-nostartfiles" if _START.search(source) else "-no-pie"


_NASM = (
    'nasm -felf64 -o /tmp/main.o "$1" && '
    'gcc -no-pie -z noexecstack "$2" -o out/main /tmp/main.o'
)
LANGUAGES = (
    Language(
        name="assembly",
        aliases=("asm", "nasm", "nasm64", "x86asm", "assembly_x86_64"),
        extensions=(".asm", ".nasm"),
        source_name="main.asm",
        entry=start,
        echo=_ECHO_NASM,
        null="global main\nsection .text\nmain:\n    xor eax, eax\n    ret\n",
        build=(
            "/bin/sh",
            "-c",
            _NASM,
            "sh",
            "{source}",
            "{entry}",
        ),
        run=("./main",),
        version=("/usr/bin/nasm", "--version"),
        packages=("nasm", "gcc", "libc6-dev"),
        env=PLAIN_ENV,
    ),
    Language(
        name="assembly_gnu",
        aliases=("gas", "gnu_assembly"),
        extensions=(".s", ".S"),
        source_name="main.s",
        entry=start,
        echo=_ECHO_GAS,
        null=".globl main\nmain:\n    xor %eax, %eax\n    ret\n",
        build=(
            "/usr/bin/gcc",
            "-no-pie",
            "-z",
            "noexecstack",
            "{entry}",
            "-o",
            "out/main",
            "{units}",
        ),
        run=("./main",),
        version=("/usr/bin/as", "--version"),
        packages=("binutils", "gcc", "libc6-dev"),
        env=PLAIN_ENV,
    ),
)
