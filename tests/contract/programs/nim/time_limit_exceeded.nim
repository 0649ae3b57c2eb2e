var number {.volatile.} = 0
while true:
  number = number xor 1
