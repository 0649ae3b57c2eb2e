import scala.io.StdIn

object Main extends App {
  val count = StdIn.readLong()
  var total = 0L
  var number = 1L
  while (number <= count) {
    total += number
    number += 1
  }
  println(total)
}
