pub fn main() void {
    var number: u32 = 0;
    const place: *volatile u32 = &number;
    while (true) place.* ^= 1;
}
