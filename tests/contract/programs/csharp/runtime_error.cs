using System;

class Failing {
    static void Main() {
        throw new Exception("no");
    }
}
