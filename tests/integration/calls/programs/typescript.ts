declare const require: any, process: any;
function shift(n: number, big: number): number { return big + n; }
function scale(x: number, y: number): number { return x * y; }
function mixed(text: string, sign: string, yes: boolean, grid: number[][], ages: Record<string, number>, none: number | null): string {
  return text + sign + (yes ? "T" : "F") + grid[1][0] + ages["é"] + (none === null ? "none" : "some");
}
function table(words: string[]): Map<number, string> { return new Map(words.map((word, i) => [i, word])); }
function unique_of(items: number[]): Set<number> { return new Set(items); }
function reversed(at: any): any {
  let head = null;
  while (at) { [at.next, head, at] = [head, at, at.next]; }
  return head;
}
function mirror(root: any): any {
  if (root) [root.left, root.right] = [mirror(root.right), mirror(root.left)];
  return root;
}
function order(items: number[]): void { items.sort((a, b) => a - b); }
function odd(how: number): number {
  if (how === 1) throw new RangeError("one");
  if (how === 2) process.exit(0);
  if (how === 3) { console.log('{"value": 3}'); return 4; }
  if (how === 4 || how === 5) {
    require("fs").writeSync(3, '{"value": 7}');
    if (how === 4) process.exit(0);
    return 7;
  }
  while (how === 6) {}
  return how;
}
class Solution { twice(n: number): number { return 2 * n; } }
