import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        long count = new Scanner(System.in).nextLong(), total = 0;
        for (long number = 1; number <= count; number++) total += number;
        System.out.println(total);
    }
}
