using System;

class Recursion {
    static int Depth(int count) => count == 0 ? 0 : 1 + Depth(count - 1);

    static void Main() {
        Console.WriteLine(Depth(int.Parse(Console.ReadLine())));
    }
}
