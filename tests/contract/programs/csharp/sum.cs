using System;

class Sum {
    static void Main() {
        long count = long.Parse(Console.ReadLine()), total = 0;
        for (long number = 1; number <= count; number++) total += number;
        Console.WriteLine(total);
    }
}
