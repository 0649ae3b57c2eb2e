import java.util.Scanner;

public class Main {
    static int depth(int count) {
        return count == 0 ? 0 : 1 + depth(count - 1);
    }

    public static void main(String[] args) {
        System.out.println(depth(new Scanner(System.in).nextInt()));
    }
}
