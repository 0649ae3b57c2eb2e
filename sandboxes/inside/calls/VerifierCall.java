import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Calls one function of the candidate and replies its value, typed.
 *
 * Protocol and value forms: see call.py. Runs in the candidate's box and knows
 * nothing of the answer; the types are those that the candidate's own method
 * declares. For Java, Kotlin and Scala.
 */
final class VerifierCall {
    private VerifierCall() {}

    /** An argument has no place in the parameter's type. */
    static final class Unfit extends RuntimeException {
        Unfit(String why) {
            super(why, null, false, false);
        }
    }

    static FileOutputStream replies() throws Exception {
        FileDescriptor three = new FileDescriptor();
        Field number = FileDescriptor.class.getDeclaredField("fd");
        number.setAccessible(true);
        number.setInt(three, 3);
        return new FileOutputStream(three);
    }

    /** Names of the candidate's classes: those of the class files that lie here. */
    private static List<String> classNames() {
        List<String> names = new ArrayList<>();
        List<File> folders = new ArrayList<>(List.of(new File(".")));
        for (int i = 0; i < folders.size(); i++) {
            File[] found = folders.get(i).listFiles();
            if (found == null) continue;
            Arrays.sort(found);
            for (File file : found) {
                String path = file.getPath().substring(2);
                if (file.isDirectory()) folders.add(file);
                else if (path.endsWith(".class") && !path.matches("Verifier(Call|Json|Many|Values|Scala|Target)(\\$.*)?\\.class"))
                    names.add(path.substring(0, path.length() - 6).replace('/', '.'));
            }
        }
        return names;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, VerifierCall.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError error) {
            return null;
        }
    }

    /** The last part of a class's name; an object of Scala's has a sign after it. */
    private static String simple(String name) {
        if (name.endsWith("$")) return simple(name.substring(0, name.length() - 1));
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }

    /** Where a method may be: in the class asked for, or for a function in any. */
    private static List<Class<?>> owners(String wanted) {
        List<Class<?>> found = new ArrayList<>();
        for (String name : classNames()) {
            if (wanted != null && !simple(name).equals(wanted)) continue;
            Class<?> type = load(name);
            if (type != null) found.add(type);
        }
        return found;
    }

    private static List<Method> methods(List<Class<?>> owners, String name) {
        List<Method> found = new ArrayList<>();
        for (Class<?> owner : owners)
            for (Class<?> at = owner; at != null && at != Object.class; at = at.getSuperclass())
                for (Method method : at.getDeclaredMethods())
                    if (method.getName().equals(name) && !method.isBridge() && !method.isSynthetic()) found.add(method);
        found.sort(Comparator.comparing((Method method) -> !Modifier.isStatic(method.getModifiers())));
        return found;
    }

    /** Makes the object whose method is called; null for a static one. */
    private static Object receiver(Method method) throws Exception {
        if (Modifier.isStatic(method.getModifiers())) return null;
        Class<?> owner = method.getDeclaringClass();
        try {
            Field module = owner.getDeclaredField(owner.getName().endsWith("$") ? "MODULE$" : "INSTANCE");
            if (Modifier.isStatic(module.getModifiers())) {  // an object of Scala or Kotlin
                module.setAccessible(true);
                return module.get(null);
            }
        } catch (NoSuchFieldException error) {
            // an ordinary class
        }
        Class<?> outer = owner.getDeclaringClass();
        if (outer != null && !Modifier.isStatic(owner.getModifiers())) {
            Constructor<?> makesOuter = outer.getDeclaredConstructor();
            makesOuter.setAccessible(true);
            Constructor<?> makes = owner.getDeclaredConstructor(outer);
            makes.setAccessible(true);
            return makes.newInstance(makesOuter.newInstance());
        }
        Constructor<?> makes = owner.getDeclaredConstructor();
        makes.setAccessible(true);
        return makes.newInstance();
    }

    private static Map<String, Object> raised(Throwable error) {
        List<Object> bases = new ArrayList<>();
        for (Class<?> at = error.getClass(); at != null && at != Object.class; at = at.getSuperclass()) bases.add(at.getSimpleName());
        String message = String.valueOf(error.getMessage());
        return VerifierJson.entries("type", error.getClass().getSimpleName(), "bases", bases, "message", message.substring(0, Math.min(1000, message.length())));
    }

    private static Object call(Method method, Object[] arguments, boolean inout) throws Exception {
        Object value;
        method.setAccessible(true);
        try {
            value = method.invoke(receiver(method), arguments);
        } catch (InvocationTargetException wrapped) {
            Throwable error = wrapped.getCause();
            error.printStackTrace();
            return VerifierJson.entry("raised", raised(error));
        }
        Object encoded;
        try {
            Type type = inout ? method.getGenericParameterTypes()[0] : method.getGenericReturnType();
            encoded = VerifierValues.encode(inout ? arguments[0] : value, type, 0);
        } catch (Unfit error) {
            return VerifierJson.entry("unencodable", error.getMessage());
        } catch (RuntimeException error) {
            return VerifierJson.entry("unencodable", "a value that raises " + error.getClass().getSimpleName());
        }
        return VerifierJson.entry("value", encoded);
    }

    private static Object start(Map<String, Object> asked) throws Exception {
        Object owner = asked.get("class_name");
        String name = String.valueOf(owner == null ? asked.get("function") : asked.get("method"));
        List<?> given = (List<?>) asked.get("args");
        List<Class<?>> owners = owners((String) owner);
        if (owner != null && owners.isEmpty()) {
            return VerifierJson.entry("missing", "there is no class '" + owner + "'");
        }
        List<Method> methods = methods(owners, name);
        if (methods.isEmpty()) {
            return VerifierJson.entry("missing", owner == null ? "there is no '" + name + "'" : "'" + owner + "' has no method '" + name + "'");
        }
        String why = "";
        for (Method method : methods) {
            Type[] types = VerifierScala.types(method);
            if (types.length != given.size()) {
                why = "it takes " + types.length + " arguments, not " + given.size();
                continue;
            }
            Object[] arguments = new Object[types.length];
            int index = 0;
            try {
                for (; index < types.length; index++) arguments[index] = VerifierValues.decode(given.get(index), types[index]);
            } catch (Unfit error) {
                why = "argument " + (index + 1) + ": " + error.getMessage();
                continue;
            }
            return call(method, arguments, Boolean.TRUE.equals(asked.get("inout")));
        }
        return VerifierJson.entry("unfit", why);
    }

    /** Makes the call that a document asks for; returns the document of what came. */
    @SuppressWarnings("unchecked")
    static String outcome(String text) throws Exception {
        Map<String, Object> asked = (Map<String, Object>) VerifierJson.read(text);
        Object document;
        try {
            document = start(asked);
        } catch (InvocationTargetException wrapped) {
            wrapped.getCause().printStackTrace();
            document = VerifierJson.entry("raised", raised(wrapped.getCause()));
        } catch (NoSuchMethodException error) {
            document = VerifierJson.entry("missing", "'" + asked.get("class_name") + "' cannot be made without arguments");
        } catch (ExceptionInInitializerError error) {
            error.getCause().printStackTrace();
            document = VerifierJson.entry("raised", raised(error.getCause()));
        }
        return VerifierJson.write(document);
    }

    public static void main(String[] args) throws Throwable {
        String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        byte[] data = outcome(text).getBytes(StandardCharsets.UTF_8);
        System.out.flush();
        System.err.flush();
        try (FileOutputStream out = replies()) {
            out.write(data);
        }
        Runtime.getRuntime().halt(0);
    }
}
