import scala.io.StdIn

object Main {
  def depth(count: Int): Int = if (count == 0) 0 else 1 + depth(count - 1)

  def main(args: Array[String]): Unit = println(depth(StdIn.readInt()))
}
