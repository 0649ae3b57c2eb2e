import { readFileSync } from "fs";
const count: number = Number(readFileSync(0, "utf8"));
let total: number = 0;
for (let number = 1; number <= count; number++) total += number;
console.log(total);
