let count: number = 0;
for (;;) count++;
