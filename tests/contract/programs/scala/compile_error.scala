object Main extends App {
  val answer: Int = "hello"
}
