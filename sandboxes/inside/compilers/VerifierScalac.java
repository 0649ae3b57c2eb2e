import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Scala, by scalac, and what is in Java beside it; see VerifierCompiler.
 *
 * <p>Each program has a compiler of its own, as one keeps what it has compiled; what stays is the
 * warm machine below it.
 */
final class VerifierScalac {
  private static final String TARGET = "VerifierTarget.scala";

  private VerifierScalac() {}

  public static void main(String[] unused) throws IOException {
    VerifierCompiler.serve(
        (arguments, said) -> {
          List<String> all = new ArrayList<>(List.of(arguments));
          if (Files.exists(Path.of(TARGET))) all.add(TARGET);
          scala.tools.nsc.Main.process(all.toArray(new String[0]));
          if (scala.tools.nsc.Main.reporter().hasErrors()) return 1;
          return VerifierCompiler.compileJava(all.get(all.indexOf("-classpath") + 1), said);
        });
  }
}
