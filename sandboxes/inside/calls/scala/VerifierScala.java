import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import scala.Option;
import scala.Product;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.mutable.ArrayBuffer;
import scala.collection.mutable.Builder;
import scala.reflect.Manifest;
import scala.runtime.BoxedUnit;

/** Values of Scala's library from typed JSON, and back. */
final class VerifierScala {
    private VerifierScala() {}

    private record Generic(Class<?> plain, Type[] arguments) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return arguments;
        }

        @Override
        public Type getRawType() {
            return plain;
        }

        @Override
        public Type getOwnerType() {
            return null;
        }
    }

    private record Items(Type getGenericComponentType) implements GenericArrayType {}

    /** The types of a method's parameters: what the compiler told, where there is that. */
    static Type[] types(Method method) {
        Type[] own = method.getGenericParameterTypes();
        Object[] told;
        try {
            told = (Object[]) Class.forName("VerifierTarget").getDeclaredMethod("types").invoke(null);
        } catch (ReflectiveOperationException | LinkageError error) {
            return own;
        }
        if (told.length != own.length) return own;
        Type[] made = new Type[told.length];
        for (int i = 0; i < told.length; i++) {
            made[i] = type((Manifest<?>) told[i], false);
            if (VerifierValues.raw(made[i]) != method.getParameterTypes()[i]) return own;
        }
        return made;
    }

    private static Type type(Manifest<?> manifest, boolean boxed) {
        Class<?> plain = manifest.runtimeClass();
        if (plain == scala.runtime.Nothing$.class) return Object.class;
        if (plain.isPrimitive()) return boxed ? Array.get(Array.newInstance(plain, 1), 0).getClass() : plain;
        List<Type> inner = new ArrayList<>();
        Iterator<Manifest<?>> given = manifest.typeArguments().iterator();
        while (given.hasNext()) inner.add(type(given.next(), !plain.isArray()));
        if (inner.isEmpty()) return plain;
        if (!plain.isArray()) return new Generic(plain, inner.toArray(new Type[0]));
        return inner.get(0) instanceof Class<?> ? plain : new Items(inner.get(0));
    }

    /** A value of a type of Scala's; null if it is none. */
    static Object decode(Object value, Type type, Class<?> plain) {
        if (!plain.getName().startsWith("scala.")) return null;
        Type inner = VerifierValues.inner(type, 0);
        if (plain == Option.class) return Option.apply(value == null ? null : VerifierValues.decode(value, inner));
        if (value == null) return null;
        if (plain == scala.math.BigInt.class) return new scala.math.BigInt((BigInteger) VerifierValues.decode(value, BigInteger.class));
        if (plain == scala.math.BigDecimal.class) return scala.math.BigDecimal.javaBigDecimal2bigDecimal((BigDecimal) VerifierValues.decode(value, BigDecimal.class));
        if (plain.getName().startsWith("scala.Tuple")) return tuple(VerifierValues.items(value, plain.getSimpleName()), type, plain);
        if (scala.collection.Map.class.isAssignableFrom(plain)) return map(value, type, plain);
        List<?> items = VerifierValues.items(value, plain.getSimpleName());
        Object made = scala.collection.Set.class.isAssignableFrom(plain) ? set(items, inner, plain) : sequence(items, inner, plain);
        if (made == null) throw new VerifierCall.Unfit("no " + plain.getSimpleName() + " can be made");
        return made;
    }

    private static Object tuple(List<?> items, Type type, Class<?> plain) {
        if (plain.getConstructors()[0].getParameterCount() != items.size())
            throw new VerifierCall.Unfit(VerifierJson.write(items) + " does not fit " + plain.getSimpleName());
        Object[] given = new Object[items.size()];
        for (int i = 0; i < given.length; i++) given[i] = VerifierValues.decode(items.get(i), VerifierValues.inner(type, i));
        try {
            return plain.getConstructors()[0].newInstance(given);
        } catch (ReflectiveOperationException error) {
            throw new VerifierCall.Unfit("no " + plain.getSimpleName() + " can be made");
        }
    }

    private static Object map(Object value, Type type, Class<?> plain) {
        boolean isKept = plain.isAssignableFrom(scala.collection.immutable.Map.class);
        Builder<Tuple2<Object, Object>, ?> made =
            isKept ? scala.collection.immutable.Map$.MODULE$.newBuilder()
            : plain == scala.collection.mutable.LinkedHashMap.class ? scala.collection.mutable.LinkedHashMap$.MODULE$.newBuilder()
            : plain.isAssignableFrom(scala.collection.immutable.HashMap.class) ? scala.collection.immutable.HashMap$.MODULE$.newBuilder()
            : scala.collection.mutable.HashMap$.MODULE$.newBuilder();
        for (Object[] entry : VerifierValues.entries(value))
            made.$plus$eq(new Tuple2<>(VerifierValues.key(entry[0], VerifierValues.inner(type, 0)), VerifierValues.decode(entry[1], VerifierValues.inner(type, 1))));
        Object result = made.result();
        if (!plain.isInstance(result)) throw new VerifierCall.Unfit("no " + plain.getSimpleName() + " can be made");
        return result;
    }

    private static Object fill(Builder<Object, ?> made, List<?> items, Type inner) {
        for (Object item : items) made.$plus$eq(VerifierValues.decode(item, inner));
        return made.result();
    }

    private static Object set(List<?> items, Type inner, Class<?> plain) {
        List<Builder<Object, ?>> choices = List.of(
            scala.collection.immutable.Set$.MODULE$.newBuilder(),
            scala.collection.mutable.HashSet$.MODULE$.newBuilder(),
            scala.collection.mutable.LinkedHashSet$.MODULE$.newBuilder());
        for (Builder<Object, ?> choice : choices) if (plain.isInstance(choice.result())) return fill(choice, items, inner);
        return null;
    }

    private static Object sequence(List<?> items, Type inner, Class<?> plain) {
        ArrayBuffer<Object> all = new ArrayBuffer<>();
        for (Object item : items) all.$plus$eq(VerifierValues.decode(item, inner));
        List<Builder<Object, ?>> choices = List.of(
            scala.collection.immutable.List$.MODULE$.newBuilder(),
            scala.collection.immutable.Vector$.MODULE$.newBuilder(),
            scala.collection.mutable.ArrayBuffer$.MODULE$.newBuilder(),
            scala.collection.mutable.ListBuffer$.MODULE$.newBuilder(),
            scala.collection.mutable.Queue$.MODULE$.newBuilder(),
            scala.collection.immutable.Queue$.MODULE$.newBuilder(),
            scala.collection.mutable.Stack$.MODULE$.newBuilder(),
            scala.collection.immutable.Stream$.MODULE$.newBuilder());
        for (Builder<Object, ?> choice : choices) {
            choice.$plus$plus$eq(all);
            Object made = choice.result();
            if (plain.isInstance(made)) return made;
        }
        return plain.isInstance(all.iterator()) ? all.iterator() : null;
    }

    /** A value of Scala's as JSON, in an array of one; null if it is none. */
    static Object[] encode(Object value, int depth) {
        if (value instanceof BoxedUnit) return new Object[] {null};
        if (value instanceof scala.math.BigDecimal number) return new Object[] {number.bigDecimal()};
        if (value instanceof scala.math.BigInt number) return new Object[] {VerifierValues.encode(number.bigInteger(), Object.class, depth)};
        if (value instanceof Option<?> option) return new Object[] {option.isEmpty() ? null : VerifierValues.encode(option.get(), Object.class, depth + 1)};
        if (value instanceof scala.collection.Map<?, ?> map) return new Object[] {VerifierJson.entry("$dict", all(map.iterator(), depth))};
        if (value instanceof scala.collection.Set<?> set) return new Object[] {VerifierJson.entry("$set", all(set.iterator(), depth))};
        if (value instanceof scala.collection.TraversableOnce<?> items) return new Object[] {all(items.toIterator(), depth)};
        if (value instanceof Product product)
            return new Object[] {product.productArity() == 0 ? product.productPrefix() : all(product.productIterator(), depth)};
        return null;
    }

    private static List<Object> all(Iterator<?> items, int depth) {
        List<Object> made = new ArrayList<>();
        while (items.hasNext()) {
            made.add(VerifierValues.encode(items.next(), Object.class, depth + 1));
            if (made.size() > VerifierValues.MAX_NODES) throw new VerifierCall.Unfit("a value without an end");
        }
        return made;
    }
}
