import java.lang.reflect.Method;
import java.lang.reflect.Type;

/** What only Scala has; there is none of it here. */
final class VerifierScala {
    private VerifierScala() {}

    static Type[] types(Method method) {
        return method.getGenericParameterTypes();
    }

    static Object decode(Object value, Type type, Class<?> plain) {
        return null;
    }

    static Object[] encode(Object value, int depth) {
        return null;
    }
}
