import std/strutils

let count = parseInt(stdin.readLine())
var total = 0
for number in 1 .. count:
  total += number
echo total
