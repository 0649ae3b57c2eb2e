import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Runs one program whose end is test code, and tells of its end.
 *
 * The secret from descriptor 4 is read before any class of the program is loaded,
 * and is held in a variable of this one method, where reflection does not reach.
 * The record goes to descriptor 3, and only when the tests' main has returned.
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

    public static void main(String[] args) throws Throwable {
        byte[] secret = new byte[64];
        try (FileInputStream line = new FileInputStream(descriptor(4))) {
            int size = 0;
            for (int got; size < 64 && (got = line.read(secret, size, 64 - size)) > 0; ) size += got;
        }
        FileOutputStream end = new FileOutputStream(descriptor(3));
        Method main = Class.forName("ENTRY").getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        try {
            main.invoke(null, (Object) new String[0]);
        } catch (InvocationTargetException error) {
            Throwable cause = error.getCause();
            String raised = cause instanceof AssertionError ? "" : ", \"raised\": \"" + cause.getClass().getName() + "\"";
            end.write(("{\"test\": \"main\", \"outcome\": \"failed\"" + raised + "}\n").getBytes());
            throw cause;
        }
        end.write("{\"test\": \"main\", \"outcome\": \"passed\"}\n".getBytes());
        end.write(secret);
        end.write(" {\"done\": 1}\n".getBytes());
    }
}
