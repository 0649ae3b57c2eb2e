println("hello"
