import { readFileSync } from "fs";
const depth = (count: number): number => (count === 0 ? 0 : 1 + depth(count - 1));
console.log(depth(Number(readFileSync(0, "utf8"))));
