// Calls one function of the candidate and replies its value, typed. Protocol and
// value forms: see `call.py`. Runs in the candidate's box and knows nothing of
// the answer; the types are those that the candidate's own function declares.
#ifndef VERIFIER_CALL_HPP
#define VERIFIER_CALL_HPP
#include <cxxabi.h>
#include <unistd.h>

#include <exception>
#include <iostream>
#include <typeinfo>

#include "verifier_types.hpp"

namespace verifier_call {

struct Arguments {
  const std::vector<Value> *items;
  bool inout;
};

[[noreturn]] inline void reply(const std::string &document) {
  std::cout.flush();
  std::fflush(nullptr);
  for (std::size_t at = 0; at < document.size();) {
    ssize_t size = write(3, document.data() + at, document.size() - at);
    if (size <= 0) break;
    at += size;
  }
  _exit(0);
}

[[noreturn]] inline void reply_word(const char *key, const std::string &word) {
  std::string out = std::string("{\"") + key + "\":";
  write_text(out, word);
  reply(out + "}");
}

inline std::string read_all() {
  std::string text;
  char block[1 << 16];
  for (ssize_t size; (size = read(0, block, sizeof block)) > 0;) text.append(block, size);
  return text;
}

// The last word of a type's name: `std::out_of_range` is `out_of_range`.
inline std::string short_name(const std::type_info &type) {
  int status = 0;
  char *full = abi::__cxa_demangle(type.name(), nullptr, nullptr, &status);
  std::string name = full ? full : type.name();
  std::free(full);
  std::size_t angle = name.find('<');
  if (angle != std::string::npos) name.resize(angle);
  std::size_t colon = name.rfind("::");
  return colon == std::string::npos ? name : name.substr(colon + 2);
}

[[noreturn]] inline void reply_raised() {
  const std::type_info *type = abi::__cxa_current_exception_type();
  std::string bases, message;
  for (const std::type_info *at = type; at;) {
    bases += bases.empty() ? "" : ",";
    write_text(bases, short_name(*at));
    auto *derived = dynamic_cast<const abi::__si_class_type_info *>(at);
    at = derived ? derived->__base_type : nullptr;
  }
  try {
    throw;
  } catch (const std::exception &error) {
    message = error.what();
  } catch (const std::string &text) {
    message = text;
  } catch (const char *text) {
    message = text;
  } catch (...) {
  }
  std::string out = "{\"raised\":{\"type\":";
  write_text(out, type ? short_name(*type) : "exception");
  out += ",\"bases\":[" + bases + "],\"message\":";
  write_text(out, message.substr(0, 1000));
  std::fprintf(stderr, "%s: %s\n", type ? short_name(*type).c_str() : "exception", message.c_str());
  reply(out + "}}");
}

template <class T>
[[noreturn]] void reply_value(const T &value) {
  std::string out = "{\"value\":";
  try {
    encode<T>(out, value, 0);
  } catch (const Deep &) {
    reply_word("unencodable", "a value nested deeper than 100 levels, or without an end");
  }
  reply(out + "}");
}

// How an argument is kept while the call lasts, and how it is handed over.
template <class A>
struct Kept {
  using Type = std::decay_t<A>;
  Type value;
  explicit Kept(const Value &from) : value(decode<Type>(from)) {}
  A give() { return static_cast<A>(value); }
  void write(std::string &out) const { encode<Type>(out, value, 0); }
};
template <class A>
struct KeptText {
  std::string text;
  explicit KeptText(const Value &from) : text(decode<std::string>(from)) {}
  A give() { return text.data(); }
  void write(std::string &out) const { write_text(out, text.c_str()); }
};
template <>
struct Kept<const char *> : KeptText<const char *> {
  using KeptText::KeptText;
};
template <>
struct Kept<char *> : KeptText<char *> {
  using KeptText::KeptText;
};
template <>
struct Kept<std::string_view> {
  std::string text;
  explicit Kept(const Value &from) : text(decode<std::string>(from)) {}
  std::string_view give() { return text; }
  void write(std::string &out) const { write_text(out, text); }
};

template <class A>
std::unique_ptr<Kept<A>> keep(const Arguments &args, std::size_t index) {
  try {
    return std::make_unique<Kept<A>>((*args.items)[index]);
  } catch (const Unfit &unfit) {
    reply_word("unfit", "argument " + std::to_string(index + 1) + ": " + unfit.why);
  }
}

template <class R, class... A, std::size_t... I, class F>
[[noreturn]] void call_with(const Arguments &args, F function, std::index_sequence<I...>) {
  if (args.items->size() != sizeof...(A)) reply_word("unfit", "it takes " + std::to_string(sizeof...(A)) + " arguments, not " + std::to_string(args.items->size()));
  auto kept = std::make_tuple(keep<A>(args, I)...);
  try {
    if constexpr (std::is_void_v<R>) {
      function(std::get<I>(kept)->give()...);
    } else {
      decltype(auto) value = function(std::get<I>(kept)->give()...);
      if (!args.inout) reply_value<std::decay_t<R>>(value);
    }
  } catch (...) {
    reply_raised();
  }
  if constexpr (sizeof...(A) > 0) {
    if (args.inout) {
      std::string out = "{\"value\":";
      std::get<0>(kept)->write(out);
      reply(out + "}");
    }
  }
  reply("{\"value\":null}");
}

template <class R, class... A, class F>
void call_as(const Arguments &args, F function) {
  call_with<R, A...>(args, function, std::index_sequence_for<A...>());
}

// A function, or a static method.
template <class R, class... A>
void call(const Arguments &args, R (*function)(A...)) {
  call_as<R, A...>(args, function);
}
template <class R, class... A>
void call(const Arguments &args, R (*function)(A...) noexcept) {
  call_as<R, A...>(args, function);
}
template <class C, class R, class... A>
void call(const Arguments &args, R (C::*method)(A...)) {
  static C object{};
  call_as<R, A...>(args, [method](auto &&...given) -> R { return (object.*method)(static_cast<decltype(given)>(given)...); });
}
template <class C, class R, class... A>
void call(const Arguments &args, R (C::*method)(A...) const) {
  call(args, reinterpret_cast<R (C::*)(A...)>(method));
}
template <class C, class R, class... A>
void call(const Arguments &args, R (C::*method)(A...) noexcept) {
  call(args, static_cast<R (C::*)(A...)>(method));
}
template <class C, class R, class... A>
void call(const Arguments &args, R (C::*method)(A...) const noexcept) {
  call(args, reinterpret_cast<R (C::*)(A...)>(method));
}
// What else can be called: an object with one `operator()`, a `std::function`.
template <class F, class = decltype(&F::operator())>
void call(const Arguments &args, F &object);
template <class F, class C, class R, class... A>
void call_object(const Arguments &args, F &object, R (C::*)(A...) const) {
  call_as<R, A...>(args, [&object](auto &&...given) -> R { return object(static_cast<decltype(given)>(given)...); });
}
template <class F, class C, class R, class... A>
void call_object(const Arguments &args, F &object, R (C::*)(A...)) {
  call_as<R, A...>(args, [&object](auto &&...given) -> R { return object(static_cast<decltype(given)>(given)...); });
}
template <class F, class>
void call(const Arguments &args, F &object) {
  call_object(args, object, &F::operator());
}

template <class Body>
int run(Body body) {
  Value call_value;
  try {
    call_value = Reader(read_all()).read();
  } catch (const Unfit &) {
    return 1;
  }
  const Value *args = call_value.find("args");
  const Value *inout = call_value.find("inout");
  if (!args) return 1;
  body(Arguments{&args->items, inout && inout->yes});
  return 1;
}

}  // namespace verifier_call

// What the glue below the candidate's source says: words that no macro of the
// candidate has, unless it wants to be in its own way.
using verifier_arguments = verifier_call::Arguments;
template <class F>
void verifier_invoke(const verifier_arguments &args, F callee) {
  verifier_call::call(args, callee);
}
template <class Body>
int verifier_run(Body body) {
  return verifier_call::run(body);
}
#endif
