using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

public class Solution {
    [System.Runtime.InteropServices.DllImport("libc")]
    static extern long write(int number, byte[] data, UIntPtr size);
    static long shift(int n, long big) { return big + n; }
    static double scale(double x, float y) { return x * y; }
    static string mixed(string text, char sign, bool yes, int[][] grid, Dictionary<string, int> ages, int? none) {
        return text + sign + (yes ? "T" : "F") + grid[1][0] + ages["é"] + (none == null ? "none" : "some");
    }
    static Dictionary<int, string> table(IList<string> words) {
        return Enumerable.Range(0, words.Count).ToDictionary(i => i, i => words[i]);
    }
    static HashSet<int> unique_of(int[] items) { return new HashSet<int>(items); }
    static ListNode reversed(ListNode at) {
        ListNode head = null;
        while (at != null) { var next = at.next; at.next = head; head = at; at = next; }
        return head;
    }
    static TreeNode mirror(TreeNode root) {
        if (root == null) return null;
        var left = root.left;
        root.left = mirror(root.right);
        root.right = mirror(left);
        return root;
    }
    static void order(int[] items) { Array.Sort(items); }
    static int odd(int how) {
        if (how == 1) throw new ArgumentException("one");
        if (how == 2) Environment.Exit(0);
        if (how == 3) { Console.WriteLine("{\"value\": 3}"); return 4; }
        if (how == 4 || how == 5) {
            var data = System.Text.Encoding.UTF8.GetBytes("{\"value\": 7}");
            write(3, data, (UIntPtr) data.Length);
            if (how == 4) Environment.Exit(0);
            return 7;
        }
        while (how == 6) {}
        return how;
    }
    public int twice(int n) { return 2 * n; }
}
