// Binary trees as LeetCode has them.
type VerifierTree = std::rc::Rc<std::cell::RefCell<TreeNode>>;

fn verifier_node(item: &verifier_runtime::Json) -> Result<Option<VerifierTree>, String> {
    if let verifier_runtime::Json::Null = item {
        return Ok(None);
    }
    let node = TreeNode { val: verifier_runtime::In::read(item)?, left: None, right: None };
    Ok(Some(std::rc::Rc::new(std::cell::RefCell::new(node))))
}

impl verifier_runtime::In for VerifierTree {
    fn read(value: &verifier_runtime::Json) -> Result<Self, String> {
        Self::read_option(value)?.ok_or_else(|| value.misfit("TreeNode"))
    }
    fn read_option(value: &verifier_runtime::Json) -> Result<Option<Self>, String> {
        if let verifier_runtime::Json::Null = value {
            return Ok(None);
        }
        let mut items = value.items("TreeNode")?.iter();
        let root = match items.next() {
            Some(item) => verifier_node(item)?,
            None => None,
        };
        let mut waiting = std::collections::VecDeque::new();
        waiting.extend(root.clone());
        while let Some(parent) = waiting.pop_front() {
            for side in 0..2 {
                let child = match items.next() {
                    Some(item) => verifier_node(item)?,
                    None => return Ok(root),
                };
                waiting.extend(child.clone());
                if side == 0 {
                    parent.borrow_mut().left = child;
                } else {
                    parent.borrow_mut().right = child;
                }
            }
        }
        Ok(root)
    }
}
impl verifier_runtime::Out for VerifierTree {
    fn write(&self, out: &mut String) {
        let mut values = vec![];
        let mut waiting = std::collections::VecDeque::from(vec![Some(self.clone())]);
        while let Some(node) = waiting.pop_front() {
            values.push(node.as_ref().map(|node| node.borrow().val.clone()));
            if let Some(node) = node {
                waiting.push_back(node.borrow().left.clone());
                waiting.push_back(node.borrow().right.clone());
            }
        }
        while let Some(None) = values.last() {
            values.pop();
        }
        verifier_runtime::write_all(&values, out);
    }
    fn write_none(out: &mut String) {
        out.push_str("[]");
    }
}
