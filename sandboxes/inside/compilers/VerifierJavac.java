import java.io.IOException;
import java.io.PrintWriter;

/** Java, by javac; see VerifierCompiler. */
final class VerifierJavac {
  private VerifierJavac() {}

  public static void main(String[] unused) throws IOException {
    VerifierCompiler.serve(
        (arguments, said) ->
            com.sun.tools.javac.Main.compile(arguments, new PrintWriter(said, true)));
  }
}
