public class Main {
    public static void main(String[] args) {
        long count = 0;
        while (true) {
            count++;
            if (count < 0) {
                System.out.println(count);
            }
        }
    }
}
