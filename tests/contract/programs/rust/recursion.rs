use std::io::stdin;

fn depth(count: u32, path: &mut Vec<u32>) -> u32 {
    if count == 0 {
        return 0;
    }
    path.push(count);
    let reached = 1 + depth(count - 1, path);
    path.pop();
    reached
}

fn main() {
    let mut line = String::new();
    stdin().read_line(&mut line).unwrap();
    println!("{}", depth(line.trim().parse().unwrap(), &mut Vec::new()));
}
