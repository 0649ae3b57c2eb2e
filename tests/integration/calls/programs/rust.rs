use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Write;
use std::os::unix::io::FromRawFd;
use std::rc::Rc;

fn shift(n: i32, big: i64) -> i64 { big + n as i64 }
fn scale(x: f64, y: f32) -> f64 { x * y as f64 }
fn mixed(text: &str, sign: char, yes: bool, grid: &[Vec<i32>], ages: &HashMap<String, i32>, none: Option<i32>) -> String {
    format!("{}{}{}{}{}{}", text, sign, if yes { "T" } else { "F" }, grid[1][0], ages["é"], if none.is_none() { "none" } else { "some" })
}
fn table(words: Vec<&str>) -> BTreeMap<i32, String> {
    words.iter().enumerate().map(|(i, word)| (i as i32, word.to_string())).collect()
}
fn unique_of(items: Vec<i32>) -> HashSet<i32> { items.into_iter().collect() }
fn reversed(mut at: Option<Box<ListNode>>) -> Option<Box<ListNode>> {
    let mut head = None;
    while let Some(mut node) = at {
        at = node.next.take();
        node.next = head;
        head = Some(node);
    }
    head
}
fn mirror(root: Option<Rc<RefCell<TreeNode>>>) -> Option<Rc<RefCell<TreeNode>>> {
    if let Some(node) = &root {
        let mut node = node.borrow_mut();
        let left = node.left.take();
        node.left = mirror(node.right.take());
        node.right = mirror(left);
    }
    root
}
fn order(items: &mut Vec<i32>) { items.sort(); }
fn odd(how: i32) -> i32 {
    match how {
        1 => panic!("one"),
        2 => std::process::exit(0),
        3 => {
            println!("{{\"value\": 3}}");
            4
        }
        4 | 5 => {
            let mut three = unsafe { std::fs::File::from_raw_fd(3) };
            three.write_all(b"{\"value\": 7}").unwrap();
            if how == 4 { std::process::exit(0) }
            std::mem::forget(three);
            7
        }
        6 => loop {},
        _ => how,
    }
}
impl Solution {
    pub fn twice(n: i32) -> i32 { 2 * n }
}
