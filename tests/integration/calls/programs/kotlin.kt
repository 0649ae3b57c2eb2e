fun shift(n: Int, big: Long): Long = big + n
fun scale(x: Double, y: Float): Double = x * y
fun mixed(text: String, sign: Char, yes: Boolean, grid: List<List<Int>>, ages: Map<String, Int>, none: Int?): String =
    text + sign + (if (yes) "T" else "F") + grid[1][0] + ages["é"] + (if (none == null) "none" else "some")
fun table(words: List<String>): Map<Int, String> = words.withIndex().associate { it.index to it.value }
fun unique_of(items: IntArray): Set<Int> = items.toSet()
fun reversed(head: ListNode?): ListNode? {
    var at = head
    var made: ListNode? = null
    while (at != null) { val next = at.next; at.next = made; made = at; at = next }
    return made
}
fun mirror(root: TreeNode?): TreeNode? {
    if (root == null) return null
    val left = root.left
    root.left = mirror(root.right)
    root.right = mirror(left)
    return root
}
fun order(items: IntArray) { items.sort() }
private fun write(text: String) {
    val number = java.io.FileDescriptor()
    val field = java.io.FileDescriptor::class.java.getDeclaredField("fd")
    field.isAccessible = true
    field.setInt(number, 3)
    java.io.FileOutputStream(number).write(text.toByteArray())
}
fun odd(how: Int): Int {
    if (how == 1) throw IllegalArgumentException("one")
    if (how == 2) kotlin.system.exitProcess(0)
    if (how == 3) { println("{\"value\": 3}"); return 4 }
    if (how == 4 || how == 5) {
        write("{\"value\": 7}")
        if (how == 4) Runtime.getRuntime().halt(0)
        return 7
    }
    while (how == 6) {}
    return how
}
class Solution {
    fun twice(n: Int): Int = 2 * n
}
