depth = (count) -> if count is 0 then 0 else 1 + depth count - 1
console.log depth Number require("fs").readFileSync(0, "utf8")
