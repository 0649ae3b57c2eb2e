"""A file that is built into a reference in C or C++, and counts what it goes by.

GCC calls a function wherever a basic block begins (`-fsanitize-coverage=trace-pc`).
This one notes where it was called from and how often in all, and writes both to
descriptor 3 when the program exits, as one line of JSON. Blocks are named by their
distance from the start of the program, the same in every run. A program that is
ended, or that ends itself with `_exit`, tells nothing; one that writes to the
descriptor itself makes figures wrong, and never an answer. The kernel is called
directly, because programs have functions of their own that are called `write`.
"""

MOST_BLOCKS = 4096
"""Blocks that are told; a program with more tells these."""
STOPPED = 117
"""Exit code of a program that went by more blocks than it was allowed."""
VARIABLE = "VERIFIER_MOST_BLOCKS"
"""Variable of the environment that says how many that is."""
UNIT_NAME = "verifier_trace"
TRACED = ("-g", "-fsanitize-coverage=trace-pc")

UNIT = """\
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
#ifdef __cplusplus
extern "C" {
#endif
extern char __executable_start;
void __sanitizer_cov_trace_pc(void);

#define UNTRACED __attribute__((no_sanitize_coverage))
#define SLOTS (4 * MOST_BLOCKS)

static unsigned long long passed, most = ~0ull;
static unsigned long slots[SLOTS];
static unsigned long told;

UNTRACED static void report(void)
{
    static char line[24 * MOST_BLOCKS + 100];
    unsigned long size = 0, done = 0, slot;
    unsigned long long number = passed;
    int turn, digits;
    char text[24];
    const char *head = "{\\"steps\\": ";
    while (*head)
        line[size++] = *head++;
    for (slot = 0; slot <= SLOTS; slot++) {
        if (slot && !slots[slot - 1])
            continue;
        if (slot)
            number = slots[slot - 1];
        digits = 0;
        do {
            text[digits++] = (char)('0' + number % 10);
        } while (number /= 10);
        if (slot && done++)
            line[size++] = ',';
        while (digits)
            line[size++] = text[--digits];
        if (!slot)
            for (head = ", \\"probes\\": ["; *head;)
                line[size++] = *head++;
    }
    line[size++] = ']';
    line[size++] = '}';
    line[size++] = '\\n';
    for (done = 0, turn = 0; done < size && turn < 100; turn++) {
        long wrote = syscall(SYS_write, 3, line + done, size - done);
        if (wrote <= 0)
            break;
        done += (unsigned long)wrote;
    }
}

UNTRACED void __sanitizer_cov_trace_pc(void)
{
    unsigned long place =
        (unsigned long)__builtin_return_address(0) - (unsigned long)&__executable_start;
    unsigned long slot = place * 2654435761u % SLOTS;
    if (++passed > most) {
        most = ~0ull;
        report();
        syscall(SYS_exit_group, STOPPED);
    }
    while (slots[slot] && slots[slot] != place)
        slot = (slot + 1) % SLOTS;
    if (!slots[slot] && told < MOST_BLOCKS) {
        slots[slot] = place;
        told++;
    }
}

UNTRACED __attribute__((constructor)) static void begin(void)
{
    const char *stated = getenv("VARIABLE_NAME");
    if (stated)
        most = (unsigned long long)atoll(stated);
}

UNTRACED __attribute__((destructor)) static void end(void)
{
    report();
}
#ifdef __cplusplus
}
#endif
""".replace("MOST_BLOCKS", str(MOST_BLOCKS)).replace("STOPPED", str(STOPPED))
UNIT = UNIT.replace("VARIABLE_NAME", VARIABLE)
