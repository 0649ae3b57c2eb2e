import std/strutils

var kept: seq[string]
while true:
  kept.add(repeat('x', 1 shl 20))
