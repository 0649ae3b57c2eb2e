pub fn main() void {
    @panic("no");
}
