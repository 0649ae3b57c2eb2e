answer : Int32 = "hello"
