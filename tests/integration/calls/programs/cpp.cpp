#include <bits/stdc++.h>
using namespace std;

long long shift(int n, long long big) { return big + n; }
double scale(double x, float y) { return x * y; }
string mixed(string text, char sign, bool yes, vector<vector<int>> grid, map<string, int> ages, optional<int> none) {
  return text + sign + (yes ? "T" : "F") + to_string(grid[1][0]) + to_string(ages.at("é")) + (none ? "some" : "none");
}
map<int, string> table(vector<string> words) {
  map<int, string> made;
  for (auto &word : words) made[made.size()] = word;
  return made;
}
set<int> unique_of(vector<int> items) { return set<int>(items.begin(), items.end()); }
struct ListNode { int val; ListNode *next; ListNode(int x) : val(x), next(nullptr) {} };
struct TreeNode { int val; TreeNode *left, *right; TreeNode(int x) : val(x), left(nullptr), right(nullptr) {} };
ListNode *reversed(ListNode *at) {
  ListNode *head = nullptr;
  while (at) { auto next = at->next; at->next = head; head = at; at = next; }
  return head;
}
TreeNode *mirror(TreeNode *root) {
  if (root) { swap(root->left, root->right); mirror(root->left); mirror(root->right); }
  return root;
}
void order(vector<int> &items) { sort(items.begin(), items.end()); }
int odd(int how) {
  if (how == 1) throw invalid_argument("one");
  if (how == 2) exit(0);
  if (how == 3) { cout << "{\"value\": 3}" << endl; return 4; }
  if (how == 4) { if (write(3, "{\"value\": 7}", 12)) _exit(0); }
  if (how == 5) { if (write(3, "{\"value\": 7}", 12)) return 7; }
  if (how == 6) for (;;) {}
  return how;
}
class Solution {
 public:
  int twice(int n) { return 2 * n; }
};
