const std = @import("std");

pub fn main() !void {
    var block: [256]u8 = undefined;
    const name = (try std.io.getStdIn().reader().readUntilDelimiterOrEof(&block, '\n')).?;
    try std.io.getStdOut().writer().print("grüße, {s} ✓ 日本語\n", .{name});
}
