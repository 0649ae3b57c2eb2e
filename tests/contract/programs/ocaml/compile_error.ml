let answer : int = "hello"
