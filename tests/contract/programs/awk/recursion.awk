function depth(count) { return count == 0 ? 0 : 1 + depth(count - 1) }
{ print depth($1) }
