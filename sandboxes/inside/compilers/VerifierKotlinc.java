import java.io.IOException;
import java.util.List;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;

/** Kotlin, by kotlinc, and what is in Java beside it; see VerifierCompiler. */
final class VerifierKotlinc {
  private VerifierKotlinc() {}

  public static void main(String[] unused) throws IOException {
    // What kotlinc reads of the JDK and of its library is kept from program to program.
    System.setProperty("kotlin.environment.keepalive", "true");
    VerifierCompiler.serve(
        (arguments, said) -> {
          int code = new K2JVMCompiler().exec(said, arguments).getCode();
          if (code != 0) return code;
          String classPath = arguments[List.of(arguments).indexOf("-cp") + 1];
          return VerifierCompiler.compileJava(classPath, said);
        });
  }
}
