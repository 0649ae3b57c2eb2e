cat("hello"
