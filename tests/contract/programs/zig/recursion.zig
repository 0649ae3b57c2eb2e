const std = @import("std");

var again: *const fn (u32) u32 = depth;

fn depth(count: u32) u32 {
    return if (count == 0) 0 else 1 + again(count - 1);
}

pub fn main() !void {
    var block: [256]u8 = undefined;
    const line = (try std.io.getStdIn().reader().readUntilDelimiterOrEof(&block, '\n')).?;
    const count = try std.fmt.parseInt(u32, line, 10);
    try std.io.getStdOut().writer().print("{d}\n", .{depth(count)});
}
