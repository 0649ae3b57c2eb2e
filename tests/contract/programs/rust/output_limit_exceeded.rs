use std::io::{stdout, Write};

fn main() {
    loop {
        stdout().write_all(b"more\n").unwrap();
    }
}
