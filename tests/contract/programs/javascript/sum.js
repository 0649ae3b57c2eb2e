const count = Number(require("fs").readFileSync(0, "utf8"));
let total = 0;
for (let number = 1; number <= count; number++) total += number;
console.log(total);
