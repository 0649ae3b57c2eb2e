"""Objective-C, by Clang with GNUstep's Foundation."""

from sandboxes.language import PLAIN_ENV, Language

_ECHO = r"""
#import <Foundation/Foundation.h>
int main(void) {
  @autoreleasepool {
    NSFileHandle *input = [NSFileHandle fileHandleWithStandardInput];
    NSFileHandle *output = [NSFileHandle fileHandleWithStandardOutput];
    [output writeData: [input readDataToEndOfFile]];
  }
  return 0;
}
"""

LANGUAGES = (
    Language(
        name="objective_c",
        aliases=("objc", "objective-c", "objectivec", "obj-c"),
        extensions=(".m",),
        source_name="main.m",
        echo=_ECHO,
        null="int main(void) { return 0; }\n",
        build=(
            "/usr/bin/clang",
            "-x",
            "objective-c",
            "-O2",
            # Of the two runtimes in Debian, the one that its GNUstep is made for.
            "-fobjc-runtime=gcc",
            "-I/usr/lib/gcc/x86_64-linux-gnu/12/include",
            "-fobjc-exceptions",
            # Without them string literals are none of GNUstep's class.
            "-fconstant-string-class=NSConstantString",
            "-D_NATIVE_OBJC_EXCEPTIONS",
            "-I/usr/include/GNUstep",
            "-o",
            "out/main",
            "{units}",
            "-lgnustep-base",
            "-lobjc",
            "-lm",
        ),
        run=("./main",),
        version=("/usr/bin/clang", "-dumpversion"),
        packages=("clang", "gobjc", "libgnustep-base-dev"),
        shows=("/etc/GNUstep",),
        env=PLAIN_ENV,
    ),
)
