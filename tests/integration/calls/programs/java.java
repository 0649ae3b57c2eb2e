import java.io.*;
import java.util.*;

class Solution {
    static long shift(int n, long big) { return big + n; }
    static double scale(double x, float y) { return x * y; }
    static String mixed(String text, char sign, boolean yes, int[][] grid, Map<String, Integer> ages, Integer none) {
        return text + sign + (yes ? "T" : "F") + grid[1][0] + ages.get("é") + (none == null ? "none" : "some");
    }
    static Map<Integer, String> table(List<String> words) {
        Map<Integer, String> made = new HashMap<>();
        for (String word : words) made.put(made.size(), word);
        return made;
    }
    static Set<Integer> unique_of(int[] items) {
        Set<Integer> made = new HashSet<>();
        for (int item : items) made.add(item);
        return made;
    }
    static ListNode reversed(ListNode at) {
        ListNode head = null;
        while (at != null) { ListNode next = at.next; at.next = head; head = at; at = next; }
        return head;
    }
    static TreeNode mirror(TreeNode root) {
        if (root == null) return null;
        TreeNode left = root.left;
        root.left = mirror(root.right);
        root.right = mirror(left);
        return root;
    }
    static void order(int[] items) { Arrays.sort(items); }
    static int odd(int how) throws Exception {
        if (how == 1) throw new IllegalArgumentException("one");
        if (how == 2) System.exit(0);
        if (how == 3) { System.out.println("{\"value\": 3}"); return 4; }
        if (how == 4 || how == 5) {
            FileDescriptor number = new FileDescriptor();
            java.lang.reflect.Field field = FileDescriptor.class.getDeclaredField("fd");
            field.setAccessible(true);
            field.setInt(number, 3);
            new FileOutputStream(number).write("{\"value\": 7}".getBytes());
            if (how == 4) Runtime.getRuntime().halt(0);
            return 7;
        }
        while (how == 6) {}
        return how;
    }
    int twice(int n) { return 2 * n; }
}
