import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.*;
import java.util.stream.BaseStream;

/** Values of the Java platform from typed JSON, by declared types, and back. */
final class VerifierValues {
    private VerifierValues() {}

    private static final int MAX_DEPTH = 100;
    static final int MAX_NODES = 10_000_000;

    private static VerifierCall.Unfit misfit(Object value, String type) {
        String text = VerifierJson.write(value);
        return new VerifierCall.Unfit((text.length() > 60 ? text.substring(0, 60) + "…" : text) + " does not fit " + type);
    }

    private static Object tagged(Object value, String tag) {
        return value instanceof Map<?, ?> map && map.size() == 1 ? map.get(tag) : null;
    }

    static Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) return plain;
        if (type instanceof ParameterizedType generic) return raw(generic.getRawType());
        if (type instanceof GenericArrayType array) return Array.newInstance(raw(array.getGenericComponentType()), 0).getClass();
        if (type instanceof WildcardType wild) return raw(wild.getUpperBounds()[0]);
        if (type instanceof TypeVariable<?> variable) return raw(variable.getBounds()[0]);
        return Object.class;
    }

    /** The type given for a parameter of a generic type; Object where there is none. */
    static Type inner(Type type, int index) {
        if (type instanceof WildcardType wild) return inner(wild.getUpperBounds()[0], index);
        if (!(type instanceof ParameterizedType generic)) return Object.class;
        Type[] given = generic.getActualTypeArguments();
        return index < given.length ? given[index] : Object.class;
    }

    static Object decode(Object value, Type type) {
        Class<?> plain = raw(type);
        if (value == null) {
            if (plain.isPrimitive()) throw misfit(null, plain.getSimpleName());
            Object none = VerifierScala.decode(null, type, plain);
            if (none != null) return none;
            return plain == Optional.class ? Optional.empty() : plain == OptionalInt.class ? OptionalInt.empty() : null;
        }
        if (plain == Object.class || plain == Comparable.class || plain == java.io.Serializable.class) return natural(value);
        if (plain == boolean.class || plain == Boolean.class) {
            if (value instanceof Boolean) return value;
            throw misfit(value, "boolean");
        }
        if (plain == String.class || plain == CharSequence.class) {
            if (value instanceof String) return value;
            throw misfit(value, "String");
        }
        if (plain == StringBuilder.class && value instanceof String text) return new StringBuilder(text);
        if (plain == char.class || plain == Character.class) {
            if (value instanceof String text && text.length() == 1) return text.charAt(0);
            throw misfit(value, "char");
        }
        Object number = number(value, plain);
        if (number != null) return number;
        if (plain.isArray()) return array(value, type, plain);
        if (plain == Optional.class) return Optional.of(decode(value, inner(type, 0)));
        if (Map.class.isAssignableFrom(plain)) return map(value, type, plain);
        if (Collection.class.isAssignableFrom(plain) || plain == Iterable.class) return collection(value, type, plain);
        if (plain.isRecord()) return record(value, type, plain);
        Object odd = VerifierScala.decode(value, type, plain);
        if (odd != null) return odd;
        Field next = field(plain, "next"), left = field(plain, "left"), right = field(plain, "right"), val = value(plain);
        if (val != null && left != null && right != null) return tree(value, plain, val, left, right);
        if (val != null && next != null) return linked(value, plain, val, next);
        return fields(value, type, plain);
    }

    static List<?> items(Object value, String type) {
        for (String tag : new String[] {"$tuple", "$set", "$frozenset"}) if (tagged(value, tag) instanceof List<?> list) return list;
        if (value instanceof List<?> list) return list;
        throw misfit(value, type);
    }

    private static BigInteger integer(Object value, String type) {
        if (value instanceof BigInteger number) return number;
        if (tagged(value, "$int") instanceof String text) {
            boolean negative = text.startsWith("-");
            String digits = negative ? text.substring(1) : text;
            BigInteger number = digits.startsWith("0x") ? new BigInteger(digits.substring(2), 16) : new BigInteger(digits);
            return negative ? number.negate() : number;
        }
        if (value instanceof Double real && real == Math.rint(real) && !real.isInfinite()) return new BigDecimal(real).toBigInteger();
        throw misfit(value, type);
    }

    private static double real(Object value, String type) {
        if (value instanceof Double number) return number;
        if (tagged(value, "$float") instanceof String text)
            return text.equals("nan") ? Double.NaN : text.equals("inf") ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        return integer(value, type).doubleValue();
    }

    /** A number of a type; null if that is no type of numbers. */
    private static Object number(Object value, Class<?> type) {
        String name = type.getSimpleName();
        try {
            if (type == int.class || type == Integer.class) return integer(value, name).intValueExact();
            if (type == long.class || type == Long.class) return integer(value, name).longValueExact();
            if (type == short.class || type == Short.class) return integer(value, name).shortValueExact();
            if (type == byte.class || type == Byte.class) return integer(value, name).byteValueExact();
        } catch (ArithmeticException error) {
            throw misfit(value, name);
        }
        if (type == double.class || type == Double.class) return real(value, name);
        if (type == float.class || type == Float.class) return (float) real(value, name);
        if (type == BigInteger.class) return integer(value, name);
        if (type == BigDecimal.class) return value instanceof Double number ? BigDecimal.valueOf(number) : new BigDecimal(integer(value, name));
        if (type == Number.class) return natural(value);
        return null;
    }

    /** What a value is where the type says nothing: Integer, Long, Double, String, List … */
    static Object natural(Object value) {
        if (value instanceof BigInteger number)
            return number.bitLength() < 32 ? (Object) number.intValue() : number.bitLength() < 64 ? (Object) number.longValue() : number;
        if (value instanceof List<?> list) {
            List<Object> made = new ArrayList<>();
            for (Object item : list) made.add(natural(item));
            return made;
        }
        if (!(value instanceof Map<?, ?> map)) return value;
        if (tagged(value, "$int") != null) return natural(integer(value, "a number"));
        if (tagged(value, "$float") != null) return real(value, "a number");
        if (tagged(value, "$set") != null || tagged(value, "$frozenset") != null) {
            Set<Object> made = new LinkedHashSet<>();
            for (Object item : items(value, "a set")) made.add(natural(item));
            return made;
        }
        if (tagged(value, "$tuple") != null) return natural(tagged(value, "$tuple"));
        Map<Object, Object> made = new LinkedHashMap<>();
        for (Object[] entry : entries(value)) made.put(natural(entry[0]), natural(entry[1]));
        return made;
    }

    static List<Object[]> entries(Object value) {
        List<Object[]> made = new ArrayList<>();
        if (tagged(value, "$dict") instanceof List<?> pairs) for (Object pair : pairs) made.add(((List<?>) pair).toArray());
        else if (value instanceof Map<?, ?> map) for (Map.Entry<?, ?> entry : map.entrySet()) made.add(new Object[] {entry.getKey(), entry.getValue()});
        else throw misfit(value, "a map");
        return made;
    }

    /** JSON has no keys but text; a key that must be a number is read from it. */
    static Object key(Object value, Type type) {
        Class<?> plain = raw(type);
        if (value instanceof String text && plain != Object.class && !CharSequence.class.isAssignableFrom(plain) && plain != Character.class) {
            if (plain == Boolean.class) return Boolean.valueOf(text);
            try {
                return decode(VerifierJson.read(text + " "), type);
            } catch (NumberFormatException error) {
                throw misfit(value, plain.getSimpleName());
            }
        }
        return decode(value, type);
    }

    private static Object array(Object value, Type type, Class<?> plain) {
        Class<?> item = plain.getComponentType();
        Type of = type instanceof GenericArrayType array ? array.getGenericComponentType() : item;
        if (item == byte.class && tagged(value, "$bytes") instanceof String text) return Base64.getDecoder().decode(text);
        List<?> items = items(value, plain.getSimpleName());
        Object made = Array.newInstance(item, items.size());
        for (int i = 0; i < items.size(); i++) Array.set(made, i, decode(items.get(i), of));
        return made;
    }

    private static Map<Object, Object> map(Object value, Type type, Class<?> plain) {
        Map<Object, Object> made = SortedMap.class.isAssignableFrom(plain) ? new TreeMap<>() : create(plain, new LinkedHashMap<>(), new HashMap<>());
        for (Object[] entry : entries(value)) made.put(key(entry[0], inner(type, 0)), decode(entry[1], inner(type, 1)));
        return made;
    }

    private static Collection<Object> collection(Object value, Type type, Class<?> plain) {
        Collection<Object> made = SortedSet.class.isAssignableFrom(plain)
            ? new TreeSet<>()
            : create(plain, new ArrayList<>(), new LinkedHashSet<>(), new ArrayDeque<>(), new PriorityQueue<>(), new LinkedList<>());
        for (Object item : items(value, plain.getSimpleName())) made.add(decode(item, inner(type, 0)));
        return made;
    }

    /** A container of a class, or of the first of some that will do. */
    @SafeVarargs
    private static <T> T create(Class<?> plain, T... choices) {
        for (T choice : choices) if (plain.isInstance(choice)) return choice;
        try {
            @SuppressWarnings("unchecked")
            T made = (T) plain.getDeclaredConstructor().newInstance();
            return made;
        } catch (ReflectiveOperationException error) {
            throw new VerifierCall.Unfit("no " + plain.getSimpleName() + " can be made");
        }
    }

    private static Object record(Object value, Type type, Class<?> plain) {
        RecordComponent[] parts = plain.getRecordComponents();
        Class<?>[] types = new Class<?>[parts.length];
        Object[] given = new Object[parts.length];
        boolean isMap = value instanceof Map<?, ?> map && tagged(value, "$tuple") == null;
        List<?> items = isMap ? List.of() : items(value, plain.getSimpleName());
        if (!isMap && items.size() != parts.length) throw misfit(value, plain.getSimpleName());
        for (int i = 0; i < parts.length; i++) {
            types[i] = parts[i].getType();
            given[i] = decode(isMap ? ((Map<?, ?>) value).get(parts[i].getName()) : items.get(i), parts[i].getGenericType());
        }
        return make(plain, types, given);
    }

    private static Object make(Class<?> plain, Class<?>[] types, Object[] given) {
        try {
            Constructor<?> makes = plain.getDeclaredConstructor(types);
            makes.setAccessible(true);
            return makes.newInstance(given);
        } catch (ReflectiveOperationException error) {
            throw new VerifierCall.Unfit("no " + plain.getSimpleName() + " can be made");
        }
    }

    private static Object make(Class<?> plain) {
        Constructor<?> best = null;
        for (Constructor<?> it : plain.getDeclaredConstructors()) if (best == null || it.getParameterCount() < best.getParameterCount()) best = it;
        if (best == null) throw new VerifierCall.Unfit("no " + plain.getSimpleName() + " can be made");
        Class<?>[] types = best.getParameterTypes();
        Object[] given = new Object[types.length];
        for (int i = 0; i < types.length; i++) given[i] = types[i].isPrimitive() ? Array.get(Array.newInstance(types[i], 1), 0) : null;
        return make(plain, types, given);
    }

    private static Field field(Class<?> plain, String name) {
        try {
            Field found = plain.getDeclaredField(name);
            found.setAccessible(true);
            return found;
        } catch (NoSuchFieldException | RuntimeException error) {
            return null;
        }
    }

    /** Where a node keeps its value: LeetCode says `val`, for Kotlin `` `val` ``, for Scala `value`. */
    private static Field value(Class<?> plain) {
        for (String name : new String[] {"val", "value", "x", "_x"}) if (field(plain, name) != null) return field(plain, name);
        return null;
    }

    private static Object linked(Object value, Class<?> plain, Field val, Field next) {
        Object head = null, last = null;
        for (Object item : items(value, plain.getSimpleName())) {
            Object node = make(plain);
            set(val, node, decode(item, val.getGenericType()));
            if (last == null) head = node;
            else set(next, last, node);
            last = node;
        }
        return head;
    }

    private static Object tree(Object value, Class<?> plain, Field val, Field left, Field right) {
        Iterator<?> items = items(value, plain.getSimpleName()).iterator();
        Object root = child(plain, val, items);
        Deque<Object> waiting = new ArrayDeque<>();
        if (root != null) waiting.add(root);
        while (items.hasNext() && !waiting.isEmpty()) {
            Object parent = waiting.poll();
            for (Field side : new Field[] {left, right}) {
                Object node = child(plain, val, items);
                if (node == null) continue;
                set(side, parent, node);
                waiting.add(node);
            }
        }
        return root;
    }

    private static Object child(Class<?> plain, Field val, Iterator<?> items) {
        Object item = items.hasNext() ? items.next() : null;
        if (item == null) return null;
        Object node = make(plain);
        set(val, node, decode(item, val.getGenericType()));
        return node;
    }

    private static void set(Field field, Object owner, Object value) {
        try {
            field.set(owner, value);
        } catch (IllegalAccessException error) {
            throw new VerifierCall.Unfit(field.getName() + " cannot be set");
        }
    }

    private static Object get(Field field, Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException error) {
            throw new VerifierCall.Unfit("a value whose " + field.getName() + " cannot be read");
        }
    }

    /** An object of another class: by the names of its fields, or in their order. */
    private static Object fields(Object value, Type type, Class<?> plain) {
        List<Field> own = own(plain);
        boolean isMap = value instanceof Map<?, ?> && tagged(value, "$tuple") == null;
        if (plain.getName().startsWith("java.") || plain.isInterface() || plain.isEnum()) throw misfit(value, plain.getSimpleName());
        List<?> items = isMap ? List.of() : items(value, plain.getSimpleName());
        if (!isMap && items.size() != own.size()) throw misfit(value, plain.getSimpleName());
        Class<?>[] types = new Class<?>[own.size()];
        Object[] given = new Object[own.size()];
        for (int i = 0; i < own.size(); i++) {
            Field field = own.get(i);
            Type of = field.getGenericType();
            if (of instanceof TypeVariable<?> variable) of = inner(type, Arrays.asList(plain.getTypeParameters()).indexOf(variable));
            types[i] = field.getType();
            given[i] = decode(isMap ? ((Map<?, ?>) value).get(field.getName()) : items.get(i), of);
        }
        for (Constructor<?> it : plain.getDeclaredConstructors()) if (Arrays.equals(it.getParameterTypes(), types)) return make(plain, types, given);
        Object made = make(plain);
        for (int i = 0; i < own.size(); i++) set(own.get(i), made, given[i]);
        return made;
    }

    private static List<Field> own(Class<?> plain) {
        List<Field> own = new ArrayList<>();
        for (Field field : plain.getDeclaredFields()) if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) own.add(field);
        for (Field field : own) if (!plain.getName().startsWith("java.")) field.setAccessible(true);
        return own;
    }

    static Object encode(Object value, Type type, int depth) {
        if (depth > MAX_DEPTH) throw new VerifierCall.Unfit("a value nested deeper than " + MAX_DEPTH + " levels");
        Class<?> declared = raw(type);
        if (value == null) return isNode(declared) ? List.of() : null;
        if (value instanceof Boolean || value instanceof String) return value;
        if (value instanceof Character || value instanceof CharSequence || value instanceof Enum<?>) return value.toString();
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) return value;
        if (value instanceof BigInteger number)
            return number.bitLength() < 64 ? number : VerifierJson.entry("$int", number.signum() < 0 ? "-0x" + number.negate().toString(16) : "0x" + number.toString(16));
        if (value instanceof Float number && !number.isNaN() && !number.isInfinite()) return number;
        if (value instanceof BigDecimal decimal) return decimal;
        if (value instanceof Number number && (value instanceof Double || value instanceof Float)) {
            double real = number.doubleValue();
            if (Double.isNaN(real)) return VerifierJson.entry("$float", "nan");
            if (Double.isInfinite(real)) return VerifierJson.entry("$float", real > 0 ? "inf" : "-inf");
            return value;
        }
        if (value instanceof Number) {
            Object[] odd = VerifierScala.encode(value, depth);
            return odd != null ? odd[0] : new BigInteger(value.toString());
        }
        if (value instanceof Optional<?> optional) return encode(optional.orElse(null), inner(type, 0), depth + 1);
        if (value instanceof OptionalInt optional) return optional.isPresent() ? optional.getAsInt() : null;
        if (value instanceof BaseStream<?, ?> stream) return encodeAll(stream.iterator(), depth);
        if (value.getClass().isArray()) {
            List<Object> made = new ArrayList<>();
            Type of = value.getClass().getComponentType();
            for (int i = 0; i < Array.getLength(value); i++) made.add(encode(Array.get(value, i), of, depth + 1));
            return made;
        }
        if (value instanceof Set<?> set) return VerifierJson.entry("$set", encodeAll(set.iterator(), depth));
        if (value instanceof Map<?, ?> map) {
            List<Object> pairs = new ArrayList<>();
            for (Map.Entry<?, ?> entry : map.entrySet())
                pairs.add(Arrays.asList(encode(entry.getKey(), Object.class, depth + 1), encode(entry.getValue(), Object.class, depth + 1)));
            return VerifierJson.entry("$dict", pairs);
        }
        if (value instanceof Iterable<?> items) return encodeAll(items.iterator(), depth);
        if (value instanceof Map.Entry<?, ?> pair)
            return Arrays.asList(encode(pair.getKey(), Object.class, depth + 1), encode(pair.getValue(), Object.class, depth + 1));
        if (isNode(value.getClass())) return encodeNodes(value, depth);
        return encodeObject(value, depth);
    }

    private static List<Object> encodeAll(Iterator<?> items, int depth) {
        List<Object> made = new ArrayList<>();
        while (items.hasNext()) {
            made.add(encode(items.next(), Object.class, depth + 1));
            if (made.size() > MAX_NODES) throw new VerifierCall.Unfit("a value without an end");
        }
        return made;
    }

    private static boolean isNode(Class<?> plain) {
        if (plain.getName().matches("(java|scala)\\..*") || plain.isPrimitive() || value(plain) == null) return false;
        return field(plain, "next") != null || (field(plain, "left") != null && field(plain, "right") != null);
    }

    private static Object encodeNodes(Object root, int depth) {
        Class<?> plain = root.getClass();
        Field val = value(plain), next = field(plain, "next"), left = field(plain, "left"), right = field(plain, "right");
        List<Object> made = new ArrayList<>();
        if (left == null || right == null) {
            for (Object node = root; node != null; node = get(next, node)) {
                made.add(encode(get(val, node), Object.class, depth + 1));
                if (made.size() > MAX_NODES) throw new VerifierCall.Unfit("a value without an end");
            }
            return made;
        }
        List<Object> waiting = new LinkedList<>(List.of(root));
        while (!waiting.isEmpty()) {
            Object node = waiting.remove(0);
            made.add(node == null ? null : encode(get(val, node), Object.class, depth + 1));
            if (made.size() > MAX_NODES) throw new VerifierCall.Unfit("a value without an end");
            if (node == null) continue;
            waiting.add(get(left, node));
            waiting.add(get(right, node));
        }
        while (!made.isEmpty() && made.get(made.size() - 1) == null) made.remove(made.size() - 1);
        return made;
    }

    /** What can be gone through by an iterator of its own, as Kotlin's sequences can. */
    private static Iterator<?> iterator(Object value) {
        try {
            Method makes = value.getClass().getMethod("iterator");
            makes.setAccessible(true);
            return makes.invoke(value) instanceof Iterator<?> found ? found : null;
        } catch (ReflectiveOperationException | RuntimeException error) {
            return null;
        }
    }

    /** A record, a pair, or another object with data in it: its fields in order. */
    private static Object encodeObject(Object value, int depth) {
        Object[] odd = VerifierScala.encode(value, depth);
        if (odd != null) return odd[0];
        Iterator<?> items = iterator(value);
        if (items != null) return encodeAll(items, depth);
        Class<?> plain = value.getClass();
        if (plain.getName().startsWith("java.")) throw new VerifierCall.Unfit("a value of type " + plain.getSimpleName());
        List<Object> made = new ArrayList<>();
        for (Field field : own(plain)) made.add(encode(get(field, value), Object.class, depth + 1));
        if (made.isEmpty()) throw new VerifierCall.Unfit("a value of type " + plain.getSimpleName());
        return made;
    }
}
