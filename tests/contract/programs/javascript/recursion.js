const depth = (count) => (count === 0 ? 0 : 1 + depth(count - 1));
console.log(depth(Number(require("fs").readFileSync(0, "utf8"))));
