use std::io::stdin;

fn main() {
    let mut line = String::new();
    stdin().read_line(&mut line).unwrap();
    let count: u64 = line.trim().parse().unwrap();
    println!("{}", (1..=count).fold(0u64, |total, number| total + number));
}
