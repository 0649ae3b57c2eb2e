{
  for (number = 1; number <= $1; number++) total += number
  print total
}
