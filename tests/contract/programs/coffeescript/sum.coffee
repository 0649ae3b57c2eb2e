count = Number require("fs").readFileSync(0, "utf8")
total = 0
total += number for number in [1..count]
console.log total
