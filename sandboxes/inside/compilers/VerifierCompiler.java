import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A compiler that stays: compiles one program after another in its working directory.
 *
 * <p>All numbers are big-endian. A request: count of arguments, each as text; count of files, each
 * as text (relative path) and bytes. A text or bytes is its length (32 bits), then UTF-8. An answer:
 * exit code (32 bits), CPU nanoseconds (64), what javac printed as text, count of files in out/,
 * each as text and bytes. Exit codes are the compiler's; 4 is one that broke.
 */
final class VerifierCompiler {
  private static final Path HERE = Path.of("");
  private static final Path OUT = Path.of("out");
  private static final int BROKEN = 4;

  private VerifierCompiler() {}

  /** One compilation: arguments as on its command line, and where it says what is wrong. */
  interface Compiler {
    int compile(String[] arguments, PrintStream said) throws Exception;
  }

  /**
   * Compile what stands beside a program in Java, if there is anything: our call drivers.
   *
   * @param classPath what the program itself was compiled with
   */
  static int compileJava(String classPath, PrintStream said) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", "out", "-cp", "out:" + classPath));
    int options = arguments.size();
    for (Path path : files(HERE))
      if (path.toString().endsWith(".java")) arguments.add(path.toString());
    if (arguments.size() == options) return 0;
    PrintWriter writer = new PrintWriter(said, true);
    return com.sun.tools.javac.Main.compile(arguments.toArray(new String[0]), writer);
  }

  /** Serve until the other end hangs up. */
  static void serve(Compiler compiler) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
    System.setOut(System.err);
    OperatingSystemMXBean machine =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    while (true) {
      int count;
      try {
        count = in.readInt();
      } catch (EOFException end) {
        return;
      }
      String[] arguments = new String[count];
      for (int i = 0; i < count; i++) arguments[i] = text(in);
      for (int left = in.readInt(); left > 0; left--) {
        Path path = Path.of(text(in));
        if (path.getParent() != null) Files.createDirectories(path.getParent());
        Files.write(path, bytes(in));
      }
      Files.createDirectories(OUT);
      long before = machine.getProcessCpuTime();
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      int code;
      try (PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8)) {
        code = compiler.compile(arguments, stream);
      } catch (Throwable broken) {
        code = BROKEN;
      }
      out.writeInt(code);
      out.writeLong(machine.getProcessCpuTime() - before);
      write(out, said.toByteArray());
      List<Path> made = files(OUT);
      out.writeInt(made.size());
      for (Path path : made) {
        write(out, path.toString().getBytes(StandardCharsets.UTF_8));
        write(out, Files.readAllBytes(path));
      }
      out.flush();
      clear();
    }
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    byte[] data = new byte[in.readInt()];
    in.readFully(data);
    return data;
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(bytes(in), StandardCharsets.UTF_8);
  }

  private static void write(DataOutputStream out, byte[] data) throws IOException {
    out.writeInt(data.length);
    out.write(data);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      return new ArrayList<>(found.filter(Files::isRegularFile).toList());
    }
  }

  /** Leave nothing for the next program to find. */
  private static void clear() throws IOException {
    List<Path> found;
    try (Stream<Path> walk = Files.walk(HERE)) {
      found = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : found) if (!path.toString().isEmpty()) Files.delete(path);
  }
}
