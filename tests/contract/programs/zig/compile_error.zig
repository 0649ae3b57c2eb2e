pub fn main() void {
    const answer: u32 = "hello";
    _ = answer;
}
