using System;

class Chatty {
    static void Main() {
        while (true) Console.WriteLine("more");
    }
}
