import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;

public class Greeting {
    public static void main(String[] args) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        System.out.println("grüße, " + input.readLine() + " ✓ 日本語");
    }
}
