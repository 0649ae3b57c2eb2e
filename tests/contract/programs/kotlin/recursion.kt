fun depth(count: Int): Int = if (count == 0) 0 else 1 + depth(count - 1)

fun main() {
    println(depth(readLine()!!.toInt()))
}
