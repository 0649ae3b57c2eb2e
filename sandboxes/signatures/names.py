"""Names of types in the languages that people write signatures in."""

from collections.abc import Mapping

from sandboxes.signatures.types import Shape


class SignatureError(ValueError):
    """A signature cannot be read; says what is wrong, and what may be written."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _table(rows: Mapping[Shape, str]) -> Mapping[str, Shape]:
    return {name: shape for shape, names in rows.items() for name in names.split()}


PLAIN: Mapping[str, Shape] = _table(
    {
        Shape.INT: "int Int integer Integer i8 i16 i32 u8 u16 u32 int8 int16 int32 "
        "uint8 uint16 uint32 int8_t int16_t int32_t uint8_t uint16_t uint32_t uint "
        "short Short byte Byte sbyte ushort unsigned signed UInt",
        Shape.LONG: "long Long i64 u64 int64 uint64 int64_t uint64_t ulong usize isize "
        "size_t ssize_t ULong longlong",
        Shape.BIG_INT: "bigint BigInt BigInteger i128 u128 __int128 __int128_t",
        Shape.FLOAT: "float Float double Double f32 f64 float32 float64 number real "
        "decimal Decimal",
        Shape.STR: "str string String string_view CharSequence charptr",
        Shape.CHAR: "char Char Character rune",
        Shape.BOOL: "bool boolean Boolean Bool _Bool",
        Shape.BYTES: "bytes bytearray",
        Shape.ANY: "any Any object Object interface unknown mixed auto AnyRef",
        Shape.VOID: "void None Unit undefined null NoneType",
        Shape.LINKED_LIST: "ListNode",
        Shape.TREE: "TreeNode",
    }
)
"""Types that stand alone."""

GENERIC: Mapping[str, Shape] = _table(
    {
        Shape.LIST: "list List vector Vec VecDeque ArrayList LinkedList Array array "
        "slice deque Deque ArrayDeque Queue Stack Sequence Iterable Collection Seq "
        "Vector MutableList IList IEnumerable ReadonlyArray Iterator",
        Shape.SET: "set Set HashSet TreeSet LinkedHashSet unordered_set BTreeSet "
        "MutableSet ISet frozenset FrozenSet SortedSet multiset",
        Shape.MAP: "map Map HashMap TreeMap LinkedHashMap unordered_map dict Dict "
        "Dictionary BTreeMap Record IDictionary MutableMap SortedMap Mapping "
        "defaultdict DefaultDict OrderedDict MutableMapping",
        Shape.TUPLE: "tuple Tuple pair Pair Triple ValueTuple",
        Shape.OPTIONAL: "optional Optional Option Nullable",
    }
)
"""Types that hold others."""

ARRAYS: Mapping[str, Shape] = {
    "IntArray": Shape.INT,
    "LongArray": Shape.LONG,
    "ShortArray": Shape.INT,
    "ByteArray": Shape.INT,
    "DoubleArray": Shape.FLOAT,
    "FloatArray": Shape.FLOAT,
    "BooleanArray": Shape.BOOL,
    "CharArray": Shape.CHAR,
    "string[]": Shape.STR,
}
"""Kotlin's arrays of primitives."""

TRANSPARENT = _words(
    "Box Rc Arc RefCell Cell shared_ptr unique_ptr Promise Task Awaitable Future "
    "Readonly Annotated Final Cow"
)
"""Wrappers that change nothing about the value."""

MODIFIERS = _words(
    "public private protected internal static final virtual inline const constexpr "
    "override abstract async export default pub fn fun func def function mut ref out "
    "struct class enum readonly synchronized unsafe extern let var val open suspend "
    "dyn impl in readonly explicit friend vararg params"
)
"""Words that say nothing about types."""
