fun main() {
    val count = readLine()!!.toLong()
    var total = 0L
    for (number in 1..count) total += number
    println(total)
}
