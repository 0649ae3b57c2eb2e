// Linked lists as LeetCode has them.
impl verifier_runtime::In for Box<ListNode> {
    fn read(value: &verifier_runtime::Json) -> Result<Self, String> {
        Self::read_option(value)?.ok_or_else(|| value.misfit("ListNode"))
    }
    fn read_option(value: &verifier_runtime::Json) -> Result<Option<Self>, String> {
        if let verifier_runtime::Json::Null = value {
            return Ok(None);
        }
        let mut head = None;
        for item in value.items("ListNode")?.iter().rev() {
            head = Some(Box::new(ListNode { val: verifier_runtime::In::read(item)?, next: head }));
        }
        Ok(head)
    }
}
impl verifier_runtime::Out for Box<ListNode> {
    fn write(&self, out: &mut String) {
        let mut values = vec![];
        let mut at = Some(self);
        while let Some(node) = at {
            values.push(node.val.clone());
            at = node.next.as_ref();
        }
        verifier_runtime::write_all(&values, out);
    }
    fn write_none(out: &mut String) {
        out.push_str("[]");
    }
}
