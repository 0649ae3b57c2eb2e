import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.vintage.engine.VintageTestEngine;

/**
 * Runs test classes of JUnit 4 and 5, and tells of each test and of their end.
 *
 * The secret from descriptor 4 is read before any class of the program is loaded,
 * and is held in a variable of `main`, where reflection does not reach. JUnit takes
 * its parts from us and from no service file of the program. A test that was found
 * before the program ran must have ended well, or be disabled by its own author: a
 * program that throws what JUnit takes for an assumption gains nothing.
 */
final class Verifier_TAG {
    private Verifier_TAG() {}

    private static FileDescriptor descriptor(int number) throws ReflectiveOperationException {
        FileDescriptor made = new FileDescriptor();
        Field field = FileDescriptor.class.getDeclaredField("fd");
        field.setAccessible(true);
        field.setInt(made, number);
        return made;
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char sign : text.substring(0, Math.min(2000, text.length())).toCharArray()) {
            if (sign == '"' || sign == '\\') out.append('\\').append(sign);
            else if (sign < ' ' || sign > '~') out.append(String.format("\\u%04x", (int) sign));
            else out.append(sign);
        }
        return out.append('"').toString();
    }

    private static final class Teller implements TestExecutionListener {
        private final FileOutputStream out;
        private final Set<String> open = new HashSet<>();
        private TestPlan plan;
        private int told;
        private boolean failed;

        Teller(FileOutputStream out) {
            this.out = out;
        }

        @Override
        public void testPlanExecutionStarted(TestPlan started) {
            plan = started;
            for (TestIdentifier root : started.getRoots())
                for (TestIdentifier found : started.getDescendants(root)) if (found.isTest()) open.add(found.getUniqueId());
        }

        @Override
        public void executionSkipped(TestIdentifier skipped, String reason) {
            open.remove(skipped.getUniqueId());
            for (TestIdentifier found : plan.getDescendants(skipped)) open.remove(found.getUniqueId());
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
            open.remove(test.getUniqueId());
            if (!test.isTest() && passed) return;
            for (TestIdentifier found : plan.getDescendants(test)) open.remove(found.getUniqueId());
            tell(test, passed, result.getThrowable().orElse(null));
        }

        private synchronized void tell(TestIdentifier test, boolean passed, Throwable error) {
            String name = plan.getParent(test).map(parent -> parent.getDisplayName() + " > ").orElse("") + test.getDisplayName();
            String line = "{\"test\": " + quoted(name) + ", \"outcome\": \"" + (passed ? "passed" : "failed") + "\"";
            if (error != null) {
                String message;
                try {
                    message = String.valueOf(error.getMessage());
                } catch (RuntimeException odd) {
                    message = "";
                }
                line += ", \"message\": " + quoted(error.getClass().getSimpleName() + ": " + message);
                if (!(error instanceof AssertionError)) line += ", \"raised\": " + quoted(error.getClass().getSimpleName());
            }
            told++;
            failed |= !passed;
            try {
                out.write((line + "}\n").getBytes(StandardCharsets.US_ASCII));
            } catch (IOException gone) {
                failed = true;
            }
        }

        boolean isFine() {
            return !failed && told > 0 && open.isEmpty();
        }
    }

    public static void main(String[] args) throws Throwable {
        byte[] secret = new byte[64];
        try (FileInputStream line = new FileInputStream(descriptor(4))) {
            int size = 0;
            for (int got; size < 64 && (got = line.read(secret, size, 64 - size)) > 0; ) size += got;
        }
        FileOutputStream out = new FileOutputStream(descriptor(3));
        LauncherConfig config = LauncherConfig.builder()
            .enableTestEngineAutoRegistration(false)
            .enableTestExecutionListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .addTestEngines(new JupiterTestEngine(), new VintageTestEngine())
            .build();
        Launcher launcher = LauncherFactory.create(config);
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        for (String name : new String[] {CLASSES}) request.selectors(DiscoverySelectors.selectClass(name));
        Teller teller = new Teller(out);
        launcher.execute(request.build(), teller);
        if (!teller.isFine()) System.exit(1);
        out.write(secret);
        out.write((" {\"done\": " + teller.told + "}\n").getBytes(StandardCharsets.US_ASCII));
        System.exit(0);
    }
}
