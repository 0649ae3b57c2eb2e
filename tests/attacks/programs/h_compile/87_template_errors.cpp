// 87 Makes the compiler complain without end: compile_error
// build_limits: output_bytes=65536 cpu_time_s=5
template <int depth, int branch>
struct Tree {
  using left = typename Tree<depth - 1, branch * 2>::left;
  using right = typename Tree<depth - 1, branch * 2 + 1>::right;
  static_assert(depth < 0, "a complaint that is as long as it is of no use to anybody");
};
template <int branch>
struct Tree<0, branch> {};
Tree<10, 1> tree;
int main() {}
