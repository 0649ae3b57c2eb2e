"""Zig, by the compiler that PyPI's `ziglang` brings."""

from sandboxes.language import PLAIN_ENV, TOOLS, Language

_ZIG = f"{TOOLS}/zig/ziglang/zig"
_CACHE = "/tmp/zig"  # noqa: S108 - a path in the box
_ECHO = """
const std = @import("std");
pub fn main() !void {
    var block: [65536]u8 = undefined;
    const input = std.io.getStdIn();
    const output = std.io.getStdOut();
    while (true) {
        const n = try input.read(&block);
        if (n == 0) return;
        try output.writeAll(block[0..n]);
    }
}
"""

LANGUAGES = (
    Language(
        name="zig",
        extensions=(".zig",),
        source_name="main.zig",
        echo=_ECHO,
        null="pub fn main() void {}\n",
        build=(
            _ZIG,
            "build-exe",
            "-OReleaseSafe",
            "-fstrip",
            "--cache-dir",
            _CACHE,
            "--global-cache-dir",
            _CACHE,
            "-femit-bin=out/main",
            "{source}",
        ),
        run=("./main",),
        version=(_ZIG, "version"),
        packages=(),
        tools=("zig",),
        env=PLAIN_ENV,
    ),
)
