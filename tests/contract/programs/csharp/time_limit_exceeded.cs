class Endless {
    static volatile int number;

    static void Main() {
        while (true) number++;
    }
}
