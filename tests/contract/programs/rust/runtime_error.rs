fn main() {
    let values: Vec<String> = std::env::args().skip(1).collect();
    println!("{}", values[0]);
}
