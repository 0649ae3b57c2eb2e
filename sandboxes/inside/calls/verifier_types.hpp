// Codecs: how C++ types are read from typed JSON, and written as such. Which
// one is taken follows from the candidate's own declaration.
#ifndef VERIFIER_TYPES_HPP
#define VERIFIER_TYPES_HPP
#include <algorithm>
#include <array>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <stack>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <variant>

#include "verifier_json.hpp"

namespace verifier_call {

constexpr int MAX_DEPTH = 100;

struct Deep {};

template <class T, class = void>
struct Codec;

template <class T>
T decode(const Value &value) {
  return Codec<T>::decode(value);
}
template <class T>
void encode(std::string &out, const T &value, int depth) {
  if (depth > MAX_DEPTH) throw Deep{};
  Codec<T>::encode(out, value, depth);
}

template <>
struct Codec<bool> {
  static bool decode(const Value &value) {
    if (value.kind != Value::BOOL) misfit(value, "bool");
    return value.yes;
  }
  static void encode(std::string &out, bool value, int) { out += value ? "true" : "false"; }
};

// In C++ a `char` is a character; `signed char` and `unsigned char` are numbers.
template <>
struct Codec<char> {
  static char decode(const Value &value) {
    if (value.kind != Value::TEXT || value.text.size() != 1) misfit(value, "char");
    return value.text[0];
  }
  static void encode(std::string &out, char value, int) { write_text(out, std::string(1, value)); }
};

template <class T>
inline constexpr bool is_integer = (std::is_integral_v<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, char>) || std::is_same_v<T, __int128> || std::is_same_v<T, unsigned __int128>;

template <class T>
struct Codec<T, std::enable_if_t<is_integer<T>>> {
  static const char *name() { return sizeof(T) == 4 ? "a 32-bit integer" : sizeof(T) == 8 ? "a 64-bit integer" : sizeof(T) == 16 ? "a 128-bit integer" : "a small integer"; }
  static T decode(const Value &value) {
    __int128 wide = read_integer(value, name());
    T number = (T)wide;
    if ((__int128)number != wide || (wide < 0) != (number < T(0))) misfit(value, name());
    return number;
  }
  static void encode(std::string &out, T value, int) {
    if constexpr (sizeof(T) == 16) {
      bool negative = value < T(0);
      unsigned __int128 size = negative ? -(unsigned __int128)value : (unsigned __int128)value;
      out += "{\"$int\":\"" + std::string(negative ? "-" : "") + hex128(size) + "\"}";
    } else {
      out += std::is_signed_v<T> ? std::to_string((long long)value) : std::to_string((unsigned long long)value);
    }
  }
};

template <class T>
struct Codec<T, std::enable_if_t<std::is_floating_point_v<T>>> {
  static T decode(const Value &value) { return (T)read_real(value, "a floating-point number"); }
  static void encode(std::string &out, T value, int) { write_real(out, value); }
};

template <>
struct Codec<std::string> {
  static std::string decode(const Value &value) {
    if (value.kind != Value::TEXT) misfit(value, "string");
    return value.text;
  }
  static void encode(std::string &out, const std::string &value, int) { write_text(out, value); }
};

template <>
struct Codec<std::string_view> {
  static void encode(std::string &out, std::string_view value, int) { write_text(out, std::string(value)); }
};

template <>
struct Codec<const char *> {
  static void encode(std::string &out, const char *value, int) { value ? write_text(out, value) : void(out += "null"); }
};
template <>
struct Codec<char *> : Codec<const char *> {};

inline const std::vector<Value> &items_of(const Value &value, const char *type) {
  for (const char *tag : {"$set", "$frozenset", "$tuple"})
    if (const Value *tagged = value.tagged(tag)) return tagged->items;
  if (value.kind != Value::LIST && value.kind != Value::NONE) misfit(value, type);
  return value.items;
}

template <class It, class End>
void encode_items(std::string &out, It at, End end, int depth) {
  out += '[';
  for (bool first = true; at != end; ++at, first = false) {
    if (!first) out += ',';
    verifier_call::encode<typename std::iterator_traits<It>::value_type>(out, *at, depth + 1);
  }
  out += ']';
}

template <class C>
struct ListCodec {
  using Item = typename C::value_type;
  static C decode(const Value &value) {
    C made;
    for (const Value &item : items_of(value, "a list")) made.insert(made.end(), verifier_call::decode<Item>(item));
    return made;
  }
  static void encode(std::string &out, const C &value, int depth) { encode_items(out, value.begin(), value.end(), depth); }
};
template <class T, class A>
struct Codec<std::vector<T, A>> : ListCodec<std::vector<T, A>> {};
template <class T, class A>
struct Codec<std::deque<T, A>> : ListCodec<std::deque<T, A>> {};
template <class T, class A>
struct Codec<std::list<T, A>> : ListCodec<std::list<T, A>> {};

template <class T, std::size_t N>
struct Codec<std::array<T, N>> {
  static std::array<T, N> decode(const Value &value) {
    std::array<T, N> made{};
    const auto &items = items_of(value, "an array");
    if (items.size() != N) misfit(value, "an array of another length");
    for (std::size_t i = 0; i < N; i++) made[i] = verifier_call::decode<T>(items[i]);
    return made;
  }
  static void encode(std::string &out, const std::array<T, N> &value, int depth) { encode_items(out, value.begin(), value.end(), depth); }
};

template <class C>
struct AdaptorCodec {
  static C decode(const Value &value) {
    C made;
    for (const Value &item : items_of(value, "a list")) made.push(verifier_call::decode<typename C::value_type>(item));
    return made;
  }
  static void encode(std::string &out, C value, int depth) {
    std::vector<typename C::value_type> items;
    for (; !value.empty(); value.pop()) {
      if constexpr (std::is_same_v<C, std::queue<typename C::value_type, typename C::container_type>>)
        items.push_back(value.front());
      else
        items.push_back(value.top());
    }
    if constexpr (std::is_same_v<C, std::stack<typename C::value_type, typename C::container_type>>) std::reverse(items.begin(), items.end());
    encode_items(out, items.begin(), items.end(), depth);
  }
};
template <class T, class A>
struct Codec<std::queue<T, A>> : AdaptorCodec<std::queue<T, A>> {};
template <class T, class A>
struct Codec<std::stack<T, A>> : AdaptorCodec<std::stack<T, A>> {};
template <class T, class A, class L>
struct Codec<std::priority_queue<T, A, L>> : AdaptorCodec<std::priority_queue<T, A, L>> {};

template <class C>
struct SetCodec : ListCodec<C> {
  static void encode(std::string &out, const C &value, int depth) {
    out += "{\"$set\":";
    encode_items(out, value.begin(), value.end(), depth);
    out += '}';
  }
};
template <class... A>
struct Codec<std::set<A...>> : SetCodec<std::set<A...>> {};
template <class... A>
struct Codec<std::unordered_set<A...>> : SetCodec<std::unordered_set<A...>> {};
template <class... A>
struct Codec<std::multiset<A...>> : ListCodec<std::multiset<A...>> {};

// JSON has no keys but text; a key that must be a number is read from it.
template <class K>
K decode_key(const std::string &key) {
  Value value;
  value.kind = std::is_arithmetic_v<K> && !std::is_same_v<K, char> ? Value::NUMBER : Value::TEXT;
  value.text = key;
  if constexpr (std::is_same_v<K, bool>) {
    value.kind = Value::BOOL;
    value.yes = key == "true" || key == "True";
  }
  return decode<K>(value);
}

template <class C>
struct MapCodec {
  using K = typename C::key_type;
  using V = typename C::mapped_type;
  static C decode(const Value &value) {
    C made;
    if (const Value *pairs = value.tagged("$dict")) {
      for (const Value &pair : pairs->items) made[verifier_call::decode<K>(pair.items.at(0))] = verifier_call::decode<V>(pair.items.at(1));
      return made;
    }
    if (value.kind != Value::DICT) misfit(value, "a map");
    for (const auto &entry : value.entries) made[decode_key<K>(entry.first)] = verifier_call::decode<V>(entry.second);
    return made;
  }
  static void encode(std::string &out, const C &value, int depth) {
    out += "{\"$dict\":[";
    bool first = true;
    for (const auto &entry : value) {
      if (!first) out += ',';
      first = false;
      out += '[';
      verifier_call::encode<K>(out, entry.first, depth + 1);
      out += ',';
      verifier_call::encode<V>(out, entry.second, depth + 1);
      out += ']';
    }
    out += "]}";
  }
};
template <class... A>
struct Codec<std::map<A...>> : MapCodec<std::map<A...>> {};
template <class... A>
struct Codec<std::unordered_map<A...>> : MapCodec<std::unordered_map<A...>> {};

template <class T>
struct TupleCodec {
  static constexpr std::size_t SIZE = std::tuple_size_v<T>;
  template <std::size_t... I>
  static T decode_all(const std::vector<Value> &items, std::index_sequence<I...>) {
    return T{verifier_call::decode<std::decay_t<std::tuple_element_t<I, T>>>(items[I])...};
  }
  static T decode(const Value &value) {
    const auto &items = items_of(value, "a tuple");
    if (items.size() != SIZE) misfit(value, "a tuple of another length");
    return decode_all(items, std::make_index_sequence<SIZE>());
  }
  template <std::size_t... I>
  static void encode_all(std::string &out, const T &value, int depth, std::index_sequence<I...>) {
    ((out += I ? "," : "", verifier_call::encode<std::decay_t<std::tuple_element_t<I, T>>>(out, std::get<I>(value), depth + 1)), ...);
  }
  static void encode(std::string &out, const T &value, int depth) {
    out += '[';
    encode_all(out, value, depth, std::make_index_sequence<SIZE>());
    out += ']';
  }
};
template <class A, class B>
struct Codec<std::pair<A, B>> : TupleCodec<std::pair<A, B>> {};
template <class... A>
struct Codec<std::tuple<A...>> : TupleCodec<std::tuple<A...>> {};

template <class T>
struct Codec<std::optional<T>> {
  static std::optional<T> decode(const Value &value) {
    if (value.kind == Value::NONE) return std::nullopt;
    return verifier_call::decode<T>(value);
  }
  static void encode(std::string &out, const std::optional<T> &value, int depth) { value ? verifier_call::encode<T>(out, *value, depth) : void(out += "null"); }
};
template <>
struct Codec<std::nullopt_t> {
  static void encode(std::string &out, std::nullopt_t, int) { out += "null"; }
};
template <>
struct Codec<std::monostate> {
  static void encode(std::string &out, std::monostate, int) { out += "null"; }
};
template <class... A>
struct Codec<std::variant<A...>> {
  static void encode(std::string &out, const std::variant<A...> &value, int depth) {
    std::visit([&](const auto &held) { verifier_call::encode<std::decay_t<decltype(held)>>(out, held, depth); }, value);
  }
};
template <class T>
struct Codec<std::shared_ptr<T>> {
  static std::shared_ptr<T> decode(const Value &value) { return value.kind == Value::NONE ? nullptr : std::make_shared<T>(verifier_call::decode<T>(value)); }
  static void encode(std::string &out, const std::shared_ptr<T> &value, int depth) { value ? verifier_call::encode<T>(out, *value, depth) : void(out += "null"); }
};

// Linked lists and binary trees, as LeetCode writes them: by their members.
template <class T, class = void>
inline constexpr bool has_next = false;
template <class T>
inline constexpr bool has_next<T, std::void_t<decltype(T::val), decltype(T::next)>> = true;
template <class T, class = void>
inline constexpr bool has_children = false;
template <class T>
inline constexpr bool has_children<T, std::void_t<decltype(T::val), decltype(T::left), decltype(T::right)>> = true;

template <class T>
T *new_node(const Value &value) {
  using Item = std::decay_t<decltype(T::val)>;
  if constexpr (std::is_constructible_v<T, Item>) return new T(verifier_call::decode<Item>(value));
  if constexpr (!std::is_constructible_v<T, Item>) {
    T *node = new T{};
    node->val = verifier_call::decode<Item>(value);
    return node;
  }
}
constexpr std::size_t MAX_NODES = 10'000'000;

template <class T>
struct Codec<T *, std::enable_if_t<has_next<T>>> {
  static T *decode(const Value &value) {
    T *head = nullptr, **place = &head;
    for (const Value &item : items_of(value, "a linked list")) {
      *place = new_node<T>(item);
      (*place)->next = nullptr;
      place = &(*place)->next;
    }
    return head;
  }
  static void encode(std::string &out, T *node, int depth) {
    out += '[';
    std::size_t count = 0;
    for (T *at = node; at; at = at->next) {
      if (++count > MAX_NODES) throw Deep{};
      if (at != node) out += ',';
      verifier_call::encode<std::decay_t<decltype(T::val)>>(out, at->val, depth + 1);
    }
    out += ']';
  }
};

template <class T>
struct Codec<T *, std::enable_if_t<has_children<T> && !has_next<T>>> {
  static T *decode(const Value &value) {
    const auto &items = items_of(value, "a binary tree");
    if (items.empty() || items[0].kind == Value::NONE) return nullptr;
    T *root = new_node<T>(items[0]);
    root->left = root->right = nullptr;
    std::deque<T *> waiting{root};
    for (std::size_t i = 1; i < items.size() && !waiting.empty();) {
      T *parent = waiting.front();
      waiting.pop_front();
      for (T **place : {&parent->left, &parent->right}) {
        if (i >= items.size()) break;
        const Value &item = items[i++];
        if (item.kind == Value::NONE) continue;
        *place = new_node<T>(item);
        (*place)->left = (*place)->right = nullptr;
        waiting.push_back(*place);
      }
    }
    return root;
  }
  static void encode(std::string &out, T *root, int depth) {
    std::vector<std::string> items;
    std::deque<T *> waiting{root};
    for (; !waiting.empty(); waiting.pop_front()) {
      T *node = waiting.front();
      if (items.size() > MAX_NODES) throw Deep{};
      if (!node) {
        items.push_back("null");
        continue;
      }
      items.emplace_back();
      verifier_call::encode<std::decay_t<decltype(T::val)>>(items.back(), node->val, depth + 1);
      waiting.push_back(node->left);
      waiting.push_back(node->right);
    }
    while (!items.empty() && items.back() == "null") items.pop_back();
    out += '[';
    for (std::size_t i = 0; i < items.size(); i++) out += (i ? "," : "") + items[i];
    out += ']';
  }
};

}  // namespace verifier_call
#endif
