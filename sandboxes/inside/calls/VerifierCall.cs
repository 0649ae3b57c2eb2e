// Calls one function of the candidate and replies its value, typed. Protocol and
// value forms: see call.py. Runs in the candidate's box and knows nothing of the
// answer; the types are those that the candidate's own method declares.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

internal static class VerifierCall {
    internal sealed class Unfit : Exception {
        internal Unfit(string why) : base(why) {}
    }

    // The runtime knows no file of number 3.
    [System.Runtime.InteropServices.DllImport("libc")]
    private static extern long write(int number, byte[] data, UIntPtr size);

    [System.Runtime.InteropServices.DllImport("libc")]
    private static extern void _exit(int code);

    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private static void Reply(string key, object value) {
        Console.Out.Flush();
        byte[] data = Encoding.UTF8.GetBytes(VerifierJson.Write(new Dictionary<string, object> { { key, value } }));
        for (int at = 0; at < data.Length; ) {
            var rest = new byte[Math.Min(data.Length - at, 1 << 16)];
            Array.Copy(data, at, rest, 0, rest.Length);
            long size = write(3, rest, (UIntPtr) rest.Length);
            if (size <= 0) break;
            at += (int) size;
        }
        _exit(0);
    }

    private static object Raised(Exception error) {
        var bases = new List<object>();
        for (Type at = error.GetType(); at != null && at != typeof(object); at = at.BaseType) bases.Add(at.Name);
        Console.Error.WriteLine(error);
        return new Dictionary<string, object> {
            { "type", error.GetType().Name }, { "bases", bases },
            { "message", error.Message.Length > 1000 ? error.Message.Substring(0, 1000) : error.Message },
        };
    }

    private static IEnumerable<MethodInfo> Methods(string owner, string name) {
        return from type in Assembly.GetExecutingAssembly().GetTypes()
               where !type.Name.StartsWith("Verifier") && (owner == null || type.Name == owner)
               from method in type.GetMethods(All)
               where method.Name == name && method.DeclaringType == type && !method.ContainsGenericParameters
               orderby method.IsStatic descending
               select method;
    }

    private static void Start(Dictionary<string, object> asked) {
        object owner, inout;
        asked.TryGetValue("class_name", out owner);
        asked.TryGetValue("inout", out inout);
        string name = (string) asked[owner == null ? "function" : "method"];
        var given = (List<object>) asked["args"];
        var methods = Methods((string) owner, name).ToList();
        if (methods.Count == 0) Reply("missing", owner == null ? "there is no '" + name + "'" : "'" + owner + "' has no method '" + name + "'");
        string why = "";
        foreach (MethodInfo method in methods) {
            ParameterInfo[] parameters = method.GetParameters();
            if (parameters.Length != given.Count) {
                why = "it takes " + parameters.Length + " arguments, not " + given.Count;
                continue;
            }
            var arguments = new object[given.Count];
            int index = 0;
            try {
                for (; index < given.Count; index++) {
                    Type type = parameters[index].ParameterType;
                    arguments[index] = VerifierValues.Decode(given[index], type.IsByRef ? type.GetElementType() : type);
                }
            } catch (Unfit error) {
                why = "argument " + (index + 1) + ": " + error.Message;
                continue;
            }
            object value = null;
            try {
                object receiver = method.IsStatic ? null : Activator.CreateInstance(method.DeclaringType, true);
                value = method.Invoke(receiver, arguments);
            } catch (TargetInvocationException error) {
                Reply("raised", Raised(error.InnerException));
            }
            try {
                bool changed = inout is bool && (bool) inout;
                Type type = changed ? parameters[0].ParameterType : method.ReturnType;
                value = VerifierValues.Encode(changed ? arguments[0] : value, type, 0);
            } catch (Unfit error) {
                Reply("unencodable", error.Message);
            }
            Reply("value", value);
        }
        Reply("unfit", why);
    }

    public static void Main() {
        var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        try {
            Start((Dictionary<string, object>) VerifierJson.Read(input.ReadToEnd()));
        } catch (MissingMethodException) {
            Reply("missing", "the class cannot be made without arguments");
        } catch (TypeInitializationException error) {
            Reply("raised", Raised(error.InnerException));
        }
    }
}

internal sealed class VerifierJson {
    private readonly string text;
    private int at;

    private VerifierJson(string text) {
        this.text = text;
    }

    internal static object Read(string text) {
        return new VerifierJson(text + " ").Value();
    }

    private char Skip() {
        while (" \n\r\t,:".IndexOf(text[at]) >= 0) at++;
        return text[at];
    }

    private object Value() {
        switch (Skip()) {
            case '{': {
                var made = new Dictionary<string, object>();
                for (at++; Skip() != '}'; ) {
                    string key = String();
                    made[key] = Value();
                }
                at++;
                return made;
            }
            case '[': {
                var made = new List<object>();
                for (at++; Skip() != ']'; ) made.Add(Value());
                at++;
                return made;
            }
            case '"': return String();
            case 't': at += 4; return true;
            case 'f': at += 5; return false;
            case 'n': at += 4; return null;
            default: return Number();
        }
    }

    private object Number() {
        int start = at;
        while ("+-.eE0123456789".IndexOf(text[at]) >= 0) at++;
        string digits = text.Substring(start, at - start);
        if (digits.IndexOfAny(new[] { '.', 'e', 'E' }) >= 0) return double.Parse(digits, CultureInfo.InvariantCulture);
        return BigInteger.Parse(digits, CultureInfo.InvariantCulture);
    }

    private string String() {
        var made = new StringBuilder();
        for (at++; text[at] != '"'; at++) {
            char sign = text[at];
            if (sign == '\\') {
                sign = text[++at];
                int place = "nrtbf".IndexOf(sign);
                if (place >= 0) sign = "\n\r\t\b\f"[place];
                else if (sign == 'u') {
                    sign = (char) Convert.ToInt32(text.Substring(at + 1, 4), 16);
                    at += 4;
                }
            }
            made.Append(sign);
        }
        at++;
        return made.ToString();
    }

    internal static string Write(object value) {
        var made = new StringBuilder();
        Write(made, value);
        return made.ToString();
    }

    private static void Write(StringBuilder made, object value) {
        if (value == null) made.Append("null");
        else if (value is bool) made.Append((bool) value ? "true" : "false");
        else if (value is string) Quote(made, (string) value);
        else if (value is double) made.Append(((double) value).ToString("R", CultureInfo.InvariantCulture));
        else if (value is float) made.Append(((float) value).ToString("R", CultureInfo.InvariantCulture));
        else if (value is Dictionary<string, object>) {
            string sign = "{";
            foreach (var entry in (Dictionary<string, object>) value) {
                made.Append(sign);
                sign = ",";
                Quote(made, entry.Key);
                made.Append(':');
                Write(made, entry.Value);
            }
            made.Append(sign == "{" ? "{}" : "}");
        } else if (value is List<object>) {
            made.Append('[');
            bool first = true;
            foreach (object item in (List<object>) value) {
                if (!first) made.Append(',');
                first = false;
                Write(made, item);
            }
            made.Append(']');
        } else made.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
    }

    private static void Quote(StringBuilder made, string word) {
        made.Append('"');
        foreach (char sign in word) {
            if (sign == '"' || sign == '\\') made.Append('\\').Append(sign);
            else if (sign < ' ' || sign > '~') made.Append("\\u").Append(((int) sign).ToString("x4"));
            else made.Append(sign);
        }
        made.Append('"');
    }
}

internal static class VerifierValues {
    private const int MaxDepth = 100, MaxNodes = 10000000;
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;
    private static readonly string[] Lists = { "$tuple", "$set", "$frozenset" };

    private static VerifierCall.Unfit Misfit(object value, string type) {
        string text = VerifierJson.Write(value);
        return new VerifierCall.Unfit((text.Length > 60 ? text.Substring(0, 60) : text) + " does not fit " + type);
    }

    private static object Tagged(object value, string tag) {
        var map = value as Dictionary<string, object>;
        object held = null;
        if (map != null && map.Count == 1) map.TryGetValue(tag, out held);
        return held;
    }

    private static List<object> Items(object value, string type) {
        foreach (string tag in Lists) if (Tagged(value, tag) is List<object>) return (List<object>) Tagged(value, tag);
        if (value is List<object>) return (List<object>) value;
        throw Misfit(value, type);
    }

    private static BigInteger Integer(object value, string type) {
        if (value is BigInteger) return (BigInteger) value;
        var text = Tagged(value, "$int") as string;
        if (text != null) {
            bool negative = text.StartsWith("-");
            string digits = text.TrimStart('-');
            BigInteger size = digits.StartsWith("0x") ? BigInteger.Parse("0" + digits.Substring(2), NumberStyles.HexNumber) : BigInteger.Parse(digits);
            return negative ? -size : size;
        }
        if (value is double && Math.Floor((double) value) == (double) value) return new BigInteger((double) value);
        throw Misfit(value, type);
    }

    private static double Real(object value, string type) {
        if (value is double) return (double) value;
        var text = Tagged(value, "$float") as string;
        if (text != null) return text == "nan" ? double.NaN : text == "inf" ? double.PositiveInfinity : double.NegativeInfinity;
        return (double) Integer(value, type);
    }

    internal static object Decode(object value, Type type) {
        Type inner = Nullable.GetUnderlyingType(type);
        if (value == null) {
            if (type.IsValueType && inner == null) throw Misfit(null, type.Name);
            return null;
        }
        if (inner != null) return Decode(value, inner);
        if (type == typeof(object)) return Natural(value);
        if (type == typeof(bool) || type == typeof(string)) {
            if (value.GetType() != type) throw Misfit(value, type.Name);
            return value;
        }
        if (type == typeof(char)) {
            var text = value as string;
            if (text == null || text.Length != 1) throw Misfit(value, "char");
            return text[0];
        }
        if (type == typeof(double)) return Real(value, type.Name);
        if (type == typeof(float)) return (float) Real(value, type.Name);
        if (type == typeof(decimal)) return value is double ? (decimal) (double) value : (decimal) Integer(value, type.Name);
        if (type == typeof(BigInteger)) return Integer(value, type.Name);
        if (type.IsPrimitive) {
            BigInteger number = Integer(value, type.Name);
            try {
                return Convert.ChangeType(number < 0 ? (object) (long) number : (ulong) number, type, CultureInfo.InvariantCulture);
            } catch (OverflowException) {
                throw Misfit(value, type.Name);
            }
        }
        if (type.IsArray) return DecodeArray(value, type);
        if (type.FullName.StartsWith("System.ValueTuple`") || type.FullName.StartsWith("System.Tuple`")) {
            Type[] parts = type.GetGenericArguments();
            List<object> items = Items(value, type.Name);
            if (items.Count != parts.Length) throw Misfit(value, type.Name);
            return Activator.CreateInstance(type, items.Select((item, i) => Decode(item, parts[i])).ToArray());
        }
        if (type.IsGenericType) return DecodeGeneric(value, type);
        return DecodeNodes(value, type);
    }

    private static object DecodeArray(object value, Type type) {
        Type item = type.GetElementType();
        var text = Tagged(value, "$bytes") as string;
        if (text != null && item == typeof(byte)) return Convert.FromBase64String(text);
        List<object> items = Items(value, type.Name);
        if (type.GetArrayRank() == 2) {
            int width = items.Count == 0 ? 0 : Items(items[0], type.Name).Count;
            Array grid = Array.CreateInstance(item, items.Count, width);
            for (int i = 0; i < items.Count; i++)
                for (int j = 0; j < width; j++) grid.SetValue(Decode(Items(items[i], type.Name)[j], item), i, j);
            return grid;
        }
        Array made = Array.CreateInstance(item, items.Count);
        for (int i = 0; i < items.Count; i++) made.SetValue(Decode(items[i], item), i);
        return made;
    }

    private static object DecodeGeneric(object value, Type type) {
        Type[] parts = type.GetGenericArguments();
        if (parts.Length == 2) {
            Type kind = type.IsInterface ? typeof(Dictionary<,>).MakeGenericType(parts) : type;
            var made = (IDictionary) Activator.CreateInstance(kind);
            foreach (KeyValuePair<object, object> entry in Entries(value)) made.Add(Key(entry.Key, parts[0]), Decode(entry.Value, parts[1]));
            return made;
        }
        Type set = typeof(HashSet<>).MakeGenericType(parts), list = typeof(List<>).MakeGenericType(parts);
        Type concrete = type.IsAssignableFrom(list) ? list : type.IsAssignableFrom(set) ? set : type;
        Type whole = typeof(IEnumerable<>).MakeGenericType(parts);
        var items = (IList) Activator.CreateInstance(list);
        foreach (object item in Items(value, type.Name)) items.Add(Decode(item, parts[0]));
        ConstructorInfo makes = concrete.GetConstructor(new[] { whole });
        if (makes == null) throw Misfit(value, type.Name);
        return makes.Invoke(new object[] { items });
    }

    private static IEnumerable<KeyValuePair<object, object>> Entries(object value) {
        var pairs = Tagged(value, "$dict") as List<object>;
        if (pairs != null) return pairs.Select(pair => new KeyValuePair<object, object>(((List<object>) pair)[0], ((List<object>) pair)[1]));
        var map = value as Dictionary<string, object>;
        if (map == null) throw Misfit(value, "a map");
        return map.Select(entry => new KeyValuePair<object, object>(entry.Key, entry.Value));
    }

    // JSON has no keys but text; a key that must be a number is read from it.
    private static object Key(object value, Type type) {
        var text = value as string;
        if (text == null || type == typeof(string) || type == typeof(char) || type == typeof(object)) return Decode(value, type);
        if (type == typeof(bool)) return text == "true" || text == "True";
        try {
            return Decode(VerifierJson.Read(text), type);
        } catch (FormatException) {
            throw Misfit(value, type.Name);
        }
    }

    private static object Natural(object value) {
        if (value is BigInteger) {
            var number = (BigInteger) value;
            if (number >= int.MinValue && number <= int.MaxValue) return (int) number;
            if (number >= long.MinValue && number <= long.MaxValue) return (long) number;
        }
        if (Tagged(value, "$int") != null) return Natural(Integer(value, "a number"));
        if (Tagged(value, "$float") != null) return Real(value, "a number");
        foreach (string tag in Lists) if (Tagged(value, tag) != null) return Natural(Tagged(value, tag));
        if (value is List<object>) return ((List<object>) value).Select(Natural).ToList();
        if (value is Dictionary<string, object>) return Entries(value).ToDictionary(entry => Natural(entry.Key), entry => Natural(entry.Value));
        return value;
    }

    // Linked lists and binary trees, as LeetCode writes them: by their members.
    private static FieldInfo Field(Type type, string name) {
        return type.GetField(name, Own) ?? type.GetField("<" + name + ">k__BackingField", Own);
    }

    private static bool IsNode(Type type) {
        return type.IsClass && Field(type, "val") != null && (Field(type, "next") != null || Field(type, "left") != null);
    }

    private static object NewNode(Type type, object item) {
        object node = System.Runtime.Serialization.FormatterServices.GetUninitializedObject(type);
        FieldInfo val = Field(type, "val");
        val.SetValue(node, Decode(item, val.FieldType));
        return node;
    }

    private static object DecodeNodes(object value, Type type) {
        if (!IsNode(type)) throw Misfit(value, type.Name);
        List<object> items = Items(value, type.Name);
        if (items.Count == 0 || items[0] == null) return null;
        object root = NewNode(type, items[0]);
        FieldInfo next = Field(type, "next");
        if (next != null) {
            object last = root;
            foreach (object item in items.Skip(1)) {
                object node = NewNode(type, item);
                next.SetValue(last, node);
                last = node;
            }
            return root;
        }
        var waiting = new Queue<object>(new[] { root });
        for (int at = 1; at < items.Count && waiting.Count > 0; ) {
            object parent = waiting.Dequeue();
            foreach (string side in new[] { "left", "right" }) {
                object item = at < items.Count ? items[at++] : null;
                if (item == null) continue;
                object child = NewNode(type, item);
                Field(type, side).SetValue(parent, child);
                waiting.Enqueue(child);
            }
        }
        return root;
    }

    private static object EncodeNodes(object root, Type type, int depth) {
        var made = new List<object>();
        bool isList = Field(type, "next") != null;
        var waiting = new Queue<object>(new[] { root });
        while (waiting.Count > 0) {
            object node = waiting.Dequeue();
            if (made.Count > MaxNodes) throw new VerifierCall.Unfit("a value without an end");
            if (node == null) {
                if (!isList) made.Add(null);
                continue;
            }
            made.Add(Encode(Field(type, "val").GetValue(node), typeof(object), depth + 1));
            foreach (string name in isList ? new[] { "next" } : new[] { "left", "right" }) waiting.Enqueue(Field(type, name).GetValue(node));
        }
        while (made.Count > 0 && made[made.Count - 1] == null) made.RemoveAt(made.Count - 1);
        return made;
    }

    private static Dictionary<string, object> Tag(string tag, object value) {
        return new Dictionary<string, object> { { tag, value } };
    }

    private static object Decimal(double real, object value) {
        if (double.IsNaN(real)) return Tag("$float", "nan");
        if (double.IsInfinity(real)) return Tag("$float", real > 0 ? "inf" : "-inf");
        return value;
    }

    internal static object Encode(object value, Type type, int depth) {
        if (depth > MaxDepth) throw new VerifierCall.Unfit("a value nested deeper than " + MaxDepth + " levels");
        if (value == null) return IsNode(type) ? new List<object>() : null;
        Type own = value.GetType();
        if (value is double) return Decimal((double) value, value);
        if (value is float) return Decimal((float) value, value);
        if (value is BigInteger) {
            var number = (BigInteger) value;
            return Tag("$int", number.ToString());
        }
        if (value is bool || value is string || value is decimal || (own.IsPrimitive && !(value is char))) return value;
        if (value is char || own.IsEnum || value is StringBuilder) return value.ToString();
        if (value is IDictionary) {
            var pairs = new List<object>();
            foreach (DictionaryEntry entry in (IDictionary) value)
                pairs.Add(new List<object> { Encode(entry.Key, typeof(object), depth + 1), Encode(entry.Value, typeof(object), depth + 1) });
            return Tag("$dict", pairs);
        }
        if (own.IsArray && own.GetArrayRank() == 2) {
            var grid = (Array) value;
            var rows = new List<object>();
            for (int i = 0; i < grid.GetLength(0); i++)
                rows.Add(Enumerable.Range(0, grid.GetLength(1)).Select(j => Encode(grid.GetValue(i, j), typeof(object), depth + 1)).ToList());
            return rows;
        }
        if (value is IEnumerable) {
            var made = new List<object>();
            foreach (object item in (IEnumerable) value) {
                made.Add(Encode(item, typeof(object), depth + 1));
                if (made.Count > MaxNodes) throw new VerifierCall.Unfit("a value without an end");
            }
            bool isSet = own.GetInterfaces().Any(it => it.IsGenericType && it.GetGenericTypeDefinition() == typeof(ISet<>));
            return isSet ? (object) Tag("$set", made) : made;
        }
        if (IsNode(own)) return EncodeNodes(value, own, depth);
        FieldInfo[] fields = own.GetFields(Own);
        if (fields.Length == 0 || own.Namespace == "System" && !own.Name.Contains("Tuple")) throw new VerifierCall.Unfit("a value of type " + own.Name);
        return fields.Select(field => Encode(field.GetValue(value), typeof(object), depth + 1)).ToList();
    }
}
