public class Main {
    public static void main(String[] args) {
        var answer = 42;
        System.out.println(answer);
    }
}
