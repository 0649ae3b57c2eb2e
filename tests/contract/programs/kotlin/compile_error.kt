fun main() {
    val answer: Int = "hello"
}
