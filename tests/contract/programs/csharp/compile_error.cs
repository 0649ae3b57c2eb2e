class Broken {
    static void Main() {
        int answer = "hello";
    }
}
