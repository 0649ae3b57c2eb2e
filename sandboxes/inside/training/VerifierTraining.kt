// Uses what most programs use of Kotlin's library, so that the archive of class data
// holds it. Run once where the archive is made; what it prints is not looked at.

import java.util.*

enum class VerifierTrainingColor { RED, GREEN }

data class VerifierTrainingPoint(val x: Int, val y: Int = 0)

sealed class VerifierTrainingShape {
    data class Circle(val radius: Double) : VerifierTrainingShape()
    object Empty : VerifierTrainingShape()
}

object VerifierTraining {
    private val lazily by lazy { 1 }

    private fun read() {
        System.setIn("3 4\n1 2 3\nlast\n".byteInputStream())
        val (n, m) = readLine()!!.split(" ").map { it.toInt() }
        val numbers = readln().split(" ").map(String::toLong).toLongArray()
        println(n + m + numbers.sum())
        generateSequence(::readLine).forEach { println(it.trim()) }
        System.setIn("5\n".byteInputStream())
        Scanner(System.`in`).nextInt()
        System.setIn("a b\n".byteInputStream())
        val reader = System.`in`.bufferedReader()
        StringTokenizer(reader.readLine()).nextToken()
        reader.readLines()
        readlnOrNull()
    }

    private fun collect() {
        val list = mutableListOf(3, 1, 2)
        list.sort()
        list.sortByDescending { it }
        list.sortWith(compareBy({ it % 2 }, { -it }))
        list.add(4)
        list.removeAt(0)
        val map = mutableMapOf<String, MutableList<Int>>()
        map.getOrPut("a") { mutableListOf() }.add(1)
        for ((key, value) in map) println("$key: $value")
        map.mapValues { it.value.size }.toSortedMap().entries.sortedBy { it.value }
        hashMapOf(1 to 2).merge(1, 1, Int::plus)
        val set = hashSetOf(1, 2) + setOf(3)
        linkedMapOf("a" to 1).toList()
        sortedSetOf(1).first()
        val queue = ArrayDeque<Int>()
        queue.addLast(1)
        queue.removeFirst()
        kotlin.collections.ArrayDeque(listOf(1)).removeLast()
        PriorityQueue<VerifierTrainingPoint>(compareBy { it.x }).add(VerifierTrainingPoint(1))
        val array = IntArray(5) { it * it }
        array.sort()
        array.fill(1)
        array.withIndex().maxByOrNull { it.value }
        array.joinToString(" ")
        array.sortedArrayDescending().contentToString()
        val grid = Array(2) { BooleanArray(2) }
        grid.forEachIndexed { index, row -> row[index] = true }
        arrayOf("b", "a").sortedArray().toList()
        listOf(1, 2, 3).filter { it > 1 }.map { it * 2 }.fold(0) { a, b -> a + b }
        listOf("a", "bb").groupBy { it.length }.toMap()
        listOf("a", "bb").associateWith { it.length }.maxByOrNull { it.value }
        listOf("a", "bb").associateBy { it.length }
        listOf(1, 2, 3).groupingBy { it % 2 }.eachCount()
        listOf(1, 2, 3, 4).windowed(2).zip(listOf(1, 2)).flatMap { it.first }.distinct()
        listOf(1, 2, 3, 4).chunked(2).flatten().partition { it > 2 }
        listOf(1, 2).sumOf { it } + listOf(1, 2).reduce { a, b -> a * b }
        listOf(1, 2).any { it > 1 } && listOf(1).all { it > 0 } && listOf<Int>().none()
        listOf(3, 1).sorted().reversed().take(1).drop(1).firstOrNull()
        listOf(1, 2).maxOrNull() ?: listOf(1).minOrNull()
        listOf(1, 2).average().toInt() + listOf(1, null).filterNotNull().count()
        listOf(1, 2).asSequence().map { it + 1 }.takeWhile { it < 3 }.toList()
        sequence { yield(1); yieldAll(listOf(2)) }.toSet()
        generateSequence(1) { it * 2 }.take(3).last()
        for (i in 10 downTo 1 step 3) if (i in 2..5) continue
        for (i in 0 until 3) repeat(1) { }
        (1..3).toList().shuffled(kotlin.random.Random(1)).indices.last
        (1L..3L).sum()
        ('a'..'c').joinToString("")
        Pair(1, 2).toList() + Triple(1, 2, 3).toList()
        set.union(setOf(5)).intersect(setOf(5)).subtract(setOf(5)).sortedDescending()
        buildList { add(1) }
        buildString { append(1) }
    }

    private fun write() {
        val text = StringBuilder()
        text.append(1).appendLine("a").insert(0, "b")
        println("%.2f %5d".format(1.5, 3))
        println("Text".lowercase().uppercase().reversed().replace("T", "a").padStart(6, '0'))
        println("a,b;c".split(",", ";").joinToString(" ", "[", "]") { it.trim() })
        println("abc".map { it.code }.toString() + "abc".toCharArray().sorted() + "abc".substring(1))
        println("a b".split(Regex("\\s+")) + Regex("(\\d)").findAll("1 2").map { it.value }.toList())
        println("12".toIntOrNull() ?: "1.5".toDouble())
        println("abc".filter { it.isLetter() }.count { it in "aeiou" })
        println("abc".chunked(2) + "abc".windowed(2) + "a".repeat(3) + "ab".zip("ab"))
        println(if ("abc".startsWith("a") && "abc".endsWith("c")) 'a' + 1 else 'b')
        println("a\nb".lines() + "x".trimIndent() + "abc".indexOf("b") + "abc".contains('a'))
        println(255.toString(16) + "ff".toInt(16) + VerifierTrainingPoint(1).copy(y = 2))
        print(listOf(1, 2).toString() + mapOf("a" to 1) + setOf(1) + intArrayOf(1).toList())
        System.err.println(1.0 / 3)
    }

    private fun compute() {
        println(maxOf(1, 2, 3) + minOf(1, 2) + kotlin.math.abs(-1) + kotlin.math.sqrt(2.0))
        println(1.toBigInteger().multiply(java.math.BigInteger.TWO).toLong() + 7.mod(3) + (5 shl 1))
        println(1u + 2u)
        println(1.coerceIn(0, 2).toLong().coerceAtMost(3) + lazily)
        val shape: VerifierTrainingShape = VerifierTrainingShape.Circle(1.0)
        when (shape) {
            is VerifierTrainingShape.Circle -> shape.radius.toString()
            VerifierTrainingShape.Empty -> VerifierTrainingColor.values().size.toString()
        }
        val add: (Int, Int) -> Int = { a, b -> a + b }
        listOf(1).let { it.size }.also { add(it, 1) }.run { toString() }.apply { length }
        try {
            require(lazily > 1) { "too small" }
        } catch (error: IllegalArgumentException) {
            error.printStackTrace()
        }
        runCatching { check(false); error("bad") }.getOrNull()
        try {
            "x".toInt()
        } catch (error: NumberFormatException) {
            println(error.message)
        } finally {
            Thread { println(Thread.currentThread().name) }.also { it.start() }.join()
        }
    }

    @JvmStatic
    fun main(args: Array<String>) {
        read()
        collect()
        write()
        compute()
    }
}
