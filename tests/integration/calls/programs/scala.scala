import scala.collection.mutable

object Functions {
  def shift(n: Int, big: Long): Long = big + n
  def scale(x: Double, y: Float): Double = x * y
  def mixed(text: String, sign: Char, yes: Boolean, grid: List[List[Int]], ages: Map[String, Int], none: Option[Int]): String =
    text + sign + (if (yes) "T" else "F") + grid(1)(0) + ages("é") + none.getOrElse("none")
  def table(words: Seq[String]): mutable.Map[Int, String] = mutable.Map(words.indices.zip(words): _*)
  def unique_of(items: Array[Int]): Set[Int] = items.toSet
  def reversed(head: ListNode): ListNode = {
    var at = head
    var made: ListNode = null
    while (at != null) { val next = at.next; at.next = made; made = at; at = next }
    made
  }
  def mirror(root: TreeNode): TreeNode = {
    if (root != null) {
      val left = root.left
      root.left = mirror(root.right)
      root.right = mirror(left)
    }
    root
  }
  def order(items: Array[Int]): Unit = scala.util.Sorting.quickSort(items)
  private def write(text: String): Unit = {
    val number = new java.io.FileDescriptor()
    val field = classOf[java.io.FileDescriptor].getDeclaredField("fd")
    field.setAccessible(true)
    field.setInt(number, 3)
    new java.io.FileOutputStream(number).write(text.getBytes)
  }
  def odd(how: Int): Int = {
    if (how == 1) throw new IllegalArgumentException("one")
    if (how == 2) sys.exit(0)
    if (how == 3) { println("{\"value\": 3}"); return 4 }
    if (how == 4 || how == 5) {
      write("{\"value\": 7}")
      if (how == 4) Runtime.getRuntime.halt(0)
      return 7
    }
    while (how == 6) {}
    how
  }
}

class Solution {
  def twice(n: Int): Int = 2 * n
}
