let answer: int = "hello"
