let answer: int = "hello"
echo answer
