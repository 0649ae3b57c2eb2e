import { writeSync } from "fs";

for (;;) writeSync(1, "more\n");
