using System;

class Greeting {
    static void Main() {
        Console.WriteLine($"grüße, {Console.ReadLine()} ✓ 日本語");
    }
}
