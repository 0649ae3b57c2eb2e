import scala.io.StdIn

object Greeting {
  def main(args: Array[String]): Unit = {
    println(s"grüße, ${StdIn.readLine()} ✓ 日本語")
  }
}
