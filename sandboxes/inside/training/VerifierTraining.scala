// Uses what most programs use of Scala's library, so that the archive of class data
// holds it. Run once where the archive is made; what it prints is not looked at.

import scala.collection.mutable
import scala.collection.mutable.{ArrayBuffer, ListBuffer}
import scala.util.{Failure, Random, Success, Try}

sealed trait VerifierTrainingShape
case class VerifierTrainingCircle(radius: Double) extends VerifierTrainingShape
case object VerifierTrainingEmpty extends VerifierTrainingShape

object VerifierTraining {
  def main(args: Array[String]): Unit = {
    System.setIn(new java.io.ByteArrayInputStream("1 2 3\n4\nlast 1.5\nmore\n".getBytes))
    read()
    collect()
    change()
    write()
    compute()
  }

  def read(): Unit = {
    val numbers = scala.io.StdIn.readLine().split(" ").map(_.toInt)
    val n = scala.io.StdIn.readInt()
    println(numbers.sum + n)
    for (line <- scala.io.Source.stdin.getLines()) println(line.trim)
    val scanner = new java.util.Scanner("5 6")
    println(scanner.nextInt + scanner.nextLong)
    Iterator.continually(null: String).takeWhile(_ != null).toList
  }

  def collect(): Unit = {
    val list = List(3, 1, 2)
    println(list.sorted.reverse.map(_ * 2).filter(_ > 2).foldLeft(0)(_ + _))
    println(list.sortBy(-_).take(2).drop(1).headOption.getOrElse(0))
    println(list.sortWith(_ > _).zip(list).zipWithIndex.mkString("[", ", ", "]"))
    println(list.groupBy(_ % 2).mapValues(_.size).toSeq.sortBy(_._1))
    println(list.flatMap(x => List(x, x)).distinct.max + list.min + list.product)
    println(list.exists(_ > 1) && list.forall(_ > 0) && list.contains(1))
    println(list.partition(_ > 1)._1 ++ list.span(_ > 1)._2 ::: 0 :: Nil)
    println(list.reduce(_ + _) + list.count(_ > 1) + list.indexOf(2) + list.last)
    println(list.sliding(2).toList ++ list.grouped(2).toList)
    println(list.scanLeft(0)(_ + _).tail.init.maxBy(x => x))
    println(list.collect { case x if x > 1 => x.toString }.find(_ == "2"))
    println(Vector(1, 2).updated(0, 3) :+ 4)
    println((Map("a" -> 1) + ("b" -> 2)).getOrElse("c", 0))
    println(Map("a" -> 1).toList.sortBy(_._2).toMap.keys.toSet)
    println((Set(1, 2) ++ Set(3)).intersect(Set(3)).diff(Set(1)).size)
    println((1 to 10 by 2).toArray.reverse.deep)
    println((0 until 5).map(i => i * i).toList.takeWhile(_ < 10).dropWhile(_ < 1))
    println(scala.collection.immutable.TreeMap(2 -> "b", 1 -> "a").head)
    println(scala.collection.immutable.Queue(1).enqueue(2).dequeue)
    println(Stream.from(1).map(_ * 2).take(3).toList)
    println(for (x <- List(1, 2); y <- List(3) if x < y) yield (x, y))
    println(Array.fill(2, 2)(0).map(_.mkString(" ")).mkString("\n"))
    println(Array(3, 1, 2).sorted.sum + Array.ofDim[Int](2, 2).length)
    println(List(Some(1), None).flatten ++ Option(null) ++ Seq(1).toIndexedSeq)
    println(List((1, "a")).unzip)
    println(List(List(1), List(2)).flatten.transposed)
  }

  implicit class VerifierTrainingOps(list: List[Int]) {
    def transposed: List[Int] = list.reverse
  }

  def change(): Unit = {
    val map = mutable.Map[String, Int]().withDefaultValue(0)
    map("a") += 1
    map.getOrElseUpdate("b", 2)
    for ((key, value) <- map) println(s"$key $value")
    val buffer = ArrayBuffer(1, 2)
    buffer += 3
    buffer ++= List(4)
    buffer.remove(0)
    println(buffer.toList + ListBuffer(1).result().toString)
    val set = mutable.HashSet(1)
    set.add(2)
    println(set.contains(1))
    val queue = mutable.Queue(1)
    queue.enqueue(2)
    queue.dequeue()
    val heap = mutable.PriorityQueue(3, 1)(Ordering.by(-_))
    heap.enqueue(2)
    heap.dequeue()
    val stack = mutable.Stack(1)
    stack.push(2)
    println(stack.pop() + mutable.LinkedHashMap(1 -> 2).size + mutable.TreeSet(1).head)
    val array = new Array[Long](3)
    java.util.Arrays.sort(array)
    scala.util.Sorting.quickSort(array)
    println(mutable.ArrayBuilder.make[Int].result().length + mutable.BitSet(1).size)
  }

  def write(): Unit = {
    val name = "x"
    println(f"$name%s ${1.5}%.2f ${3}%5d")
    println("%d %s".format(1, name))
    println("Text".toLowerCase.reverse.filter(_.isLetter).map(_.toUpper).toList)
    println("a,b".split(",").map(_.trim).mkString + "abc".substring(1).indexOf("c"))
    println("abc".zipWithIndex.groupBy(_._1).size + "a" * 3 + "abc".toSet.size)
    println("""(\d+)-(\d+)""".r.findAllIn("1-2").toList)
    "1-2" match {
      case VerifierTrainingPattern(a, b) => println(a.toInt + b.toInt)
      case _ => println("none")
    }
    val text = new StringBuilder
    text.append(1).append("a").insert(0, 'b')
    println(text.toString.stripMargin.lines.toList)
    print("12".toInt + "1.5".toDouble)
    Console.err.println("to standard error")
    println((1, "a", 2.5), Some(1), Nil, VerifierTrainingCircle(1).copy(radius = 2))
  }

  val VerifierTrainingPattern = """(\d+)-(\d+)""".r

  def compute(): Unit = {
    println(BigInt("123456789012345678901").pow(2) % 97 + BigDecimal("1.5").toInt)
    println(math.max(1, 2) + math.sqrt(2) + math.abs(-1) + math.pow(2, 3))
    println(new Random(1).nextInt(5) + Integer.bitCount(5) + 5.toBinaryString)
    val shape: VerifierTrainingShape = VerifierTrainingCircle(1)
    shape match {
      case VerifierTrainingCircle(radius) => println(radius)
      case VerifierTrainingEmpty => println("none")
    }
    Try("x".toInt) match {
      case Success(value) => println(value)
      case Failure(error) => println(error.getMessage)
    }
    try {
      require(1 > 2, "too small")
    } catch {
      case error: IllegalArgumentException => error.printStackTrace()
      case _: Exception => println()
    } finally println(Either.cond(true, 1, "a").right.map(_ + 1))
    lazy val late = (1 to 3).par.sum
    val memo = (1 to 3).foldLeft(Map.empty[Int, Int])((known, i) => known + (i -> late))
    println(memo.values.sum + Ordering[Int].compare(1, 2))
    val curried: Int => Int => Int = a => b => a + b
    println((curried(1) andThen (_ * 2))(2))
    val thread = new Thread(new Runnable { def run(): Unit = println(1) })
    thread.start()
    thread.join()
  }
}
