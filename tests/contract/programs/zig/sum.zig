const std = @import("std");

pub fn main() !void {
    var block: [256]u8 = undefined;
    const line = (try std.io.getStdIn().reader().readUntilDelimiterOrEof(&block, '\n')).?;
    const count = try std.fmt.parseInt(u64, line, 10);
    var total: u64 = 0;
    var number: u64 = 1;
    while (number <= count) : (number += 1) total += number;
    try std.io.getStdOut().writer().print("{d}\n", .{total});
}
