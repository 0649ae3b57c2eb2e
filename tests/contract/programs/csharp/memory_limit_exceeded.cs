using System.Collections.Generic;

class Greedy {
    static void Main() {
        var kept = new List<byte[]>();
        while (true) {
            var block = new byte[1 << 20];
            for (int index = 0; index < block.Length; index += 1024) block[index] = 1;
            kept.Add(block);
        }
    }
}
