object Main {
  def main(args: Array[String]): Unit = {
    var kept = List[Array[Byte]]()
    while (true) kept ::= new Array[Byte](1 << 20)
  }
}
