fun main() {
    println("grüße, ${readLine()} ✓ 日本語")
}
