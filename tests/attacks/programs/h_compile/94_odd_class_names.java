// 94 Speaks of classes in comments and texts, and nests its own: accepted
// public class Wrong { public static void main(String[] args) {} }
/* public class Worse { static void main() {} } */
public class Odd$Name {
    static final String TEXT = "public class Text { public static void main(String[] a) {} }";

    static class Inner {
        final char brace = '{';
    }

    public static void main(String[] args) {
        System.out.println("contained");
    }
}
