final class VerifierSums {
    static int plus(int a, int b) { return Math.addExact(a, b); }
    static long plus(long a, long b) { return Math.addExact(a, b); }
    static float plus(float a, float b) { return a + b; }
    static double plus(double a, double b) { return a + b; }
    static String plus(String a, String b) { return a + b; }
    static String plus(String a, Object b) { return a + b; }
    static String plus(Object a, String b) { return a + b; }
    static int minus(int a, int b) { return Math.subtractExact(a, b); }
    static long minus(long a, long b) { return Math.subtractExact(a, b); }
    static float minus(float a, float b) { return a - b; }
    static double minus(double a, double b) { return a - b; }
    static int times(int a, int b) { return Math.multiplyExact(a, b); }
    static long times(long a, long b) { return Math.multiplyExact(a, b); }
    static float times(float a, float b) { return a * b; }
    static double times(double a, double b) { return a * b; }
}
