import { readFileSync } from "fs";

interface Guest {
  name: string;
}

const guest: Guest = { name: readFileSync(0, "utf8").trim() };
console.log(`grüße, ${guest.name} ✓ 日本語` as string);
