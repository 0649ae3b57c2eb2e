const std = @import("std");

pub fn main() !void {
    while (true) try std.io.getStdOut().writeAll("more\n");
}
