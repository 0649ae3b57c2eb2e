import std/strutils

proc depth(count: int): int =
  if count == 0: 0 else: 1 + depth(count - 1)

echo depth(parseInt(stdin.readLine()))
