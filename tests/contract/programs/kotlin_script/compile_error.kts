val answer: Int = "hello"
