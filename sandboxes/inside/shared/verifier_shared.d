// Calls the tests of a program in D, one by one; `verifier_shared.c` is the rest.
module verifier_run_TAG;

static import verifier_main_TAG;

// The test code has come to its end, as code of the module's.
static assert(verifier_main_TAG.verifier_end_TAG);

extern (C) int rt_init();

/// The program's `main`, by the name that every compiler gives it.
extern (C) int _Dmain(char[][] arguments);

extern (C) int verifier_run_TAG(int, char**, void function(const char*, long, int) note)
{
    if (!rt_init()) return 1;
    try
    {
        static foreach (test; __traits(getUnitTests, verifier_main_TAG))
        {
            test();
            note("unittest", 8, 1);
        }
        static if (HAS_MAIN)
        {
            if (_Dmain(null)) return 1;
        }
    }
    catch (Throwable error)
    {
        import core.stdc.stdio : fprintf, stderr;

        const text = error.toString();
        fprintf(stderr, "%.*s\n", cast(int) text.length, text.ptr);
        return 1;
    }
    return 0;
}
