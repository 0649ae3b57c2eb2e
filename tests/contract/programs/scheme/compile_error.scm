(display "hello"
