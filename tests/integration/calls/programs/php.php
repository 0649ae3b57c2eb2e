<?php
function shift(int $n, int $big): int { return $big + $n; }
function scale(float $x, float $y): float { return $x * $y; }
function mixed(string $text, string $sign, bool $yes, array $grid, array $ages, ?int $none): string {
    return $text . $sign . ($yes ? 'T' : 'F') . $grid[1][0] . $ages['é'] . ($none === null ? 'none' : 'some');
}
function table(array $words): array { return $words; }
function unique_of(array $items): array { return array_unique($items); }
function reversed(?ListNode $at): ?ListNode {
    $head = null;
    while ($at) { $next = $at->next; $at->next = $head; $head = $at; $at = $next; }
    return $head;
}
function mirror(?TreeNode $root): ?TreeNode {
    if ($root) [$root->left, $root->right] = [mirror($root->right), mirror($root->left)];
    return $root;
}
function order(array &$items): void { sort($items); }
function odd(int $how): int {
    if ($how === 1) throw new InvalidArgumentException('one');
    if ($how === 2) exit(0);
    if ($how === 3) { echo '{"value": 3}'; return 4; }
    if ($how === 4 || $how === 5) {
        fwrite(fopen('php://fd/3', 'w'), '{"value": 7}');
        if ($how === 4) exit(0);
        return 7;
    }
    while ($how === 6) {}
    return $how;
}
class Solution { public function twice(int $n): int { return 2 * $n; } }
