import java.io.File;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Calls one function of a program of the tests many times, and replies what came.
 *
 * For references, their mutants and candidates that make test cases; protocol: see
 * call_many.js. A call that cannot be told of ends the run; it is to be made by itself.
 */
final class VerifierMany {
    private static final ThreadMXBean CLOCKS = ManagementFactory.getThreadMXBean();

    private VerifierMany() {}

    /** One call of many: the program's classes are loaded anew, so it finds none of what others left. */
    private static final class Apart extends Thread {
        private final ClassLoader parent;
        private final String text;
        volatile String found;
        volatile double took;

        Apart(ClassLoader parent, String text) {
            super("main");
            this.parent = parent;
            this.text = text;
            setDaemon(true);
        }

        @Override
        public void run() {
            try (URLClassLoader loader = new URLClassLoader(new URL[] {new File(".").toURI().toURL()}, parent)) {
                setContextClassLoader(loader);
                Method outcome = loader.loadClass("VerifierCall").getDeclaredMethod("outcome", String.class);
                outcome.setAccessible(true);
                String document = (String) outcome.invoke(null, text);
                took = CLOCKS.getCurrentThreadCpuTime() / 1e9;
                found = document;
            } catch (Throwable error) {
                found = null;  // as if it had said nothing
            }
        }
    }

    /** What programs share: the libraries on the class path. */
    private static ClassLoader libraries() throws Exception {
        List<URL> jars = new ArrayList<>();
        for (String path : System.getProperty("java.class.path").split(File.pathSeparator))
            if (!path.equals(".")) jars.add(new File(path).toURI().toURL());
        return new URLClassLoader(jars.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    }

    public static void main(String[] args) throws Exception {
        String document = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        Map<?, ?> asked = (Map<?, ?>) VerifierJson.read(document);
        double limit = ((Number) asked.get("cpu_time_s")).doubleValue();
        long most = ((Number) asked.get("value_bytes")).longValue();
        ClassLoader parent = libraries();
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        FileOutputStream out = VerifierCall.replies();
        double left = ((Number) asked.get("total_cpu_time_s")).doubleValue();
        int index = 0;
        for (Object text : (List<?>) asked.get("calls")) {
            Apart call = new Apart(parent, (String) text);
            long begin = System.nanoTime();
            call.start();
            for (int wait = 1; call.isAlive(); wait = Math.min(20, wait + 1)) {
                call.join(wait);
                double took = CLOCKS.getThreadCpuTime(call.getId()) / 1e9;
                // By the clock, which runs on while others have the processor.
                boolean isLate = System.nanoTime() - begin > 3e9 * limit;
                if (call.isAlive() && (took > limit || isLate)) {
                    if (took > limit) out.write(line(index, took, "{\"died\":\"took too long\"}"));
                    Runtime.getRuntime().halt(1);  // a thread cannot be ended
                }
            }
            if (call.found == null || call.took > limit) Runtime.getRuntime().halt(1);
            left -= call.took;
            boolean fits = call.found.length() <= most;
            out.write(line(index++, call.took, fits ? call.found : "{\"too_large\":" + call.found.length() + "}"));
            if (left < 0) break;
        }
        Runtime.getRuntime().halt(0);
    }

    private static byte[] line(int index, double took, String document) {
        String head = "{\"program\":0,\"call\":" + index + ",\"cpu_time_s\":" + took + ",";
        return (head + document.substring(1) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
