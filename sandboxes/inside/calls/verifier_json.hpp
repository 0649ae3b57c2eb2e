// Typed JSON, as the head of `call.py` has it: read, and written. Part of the
// C and C++ call drivers; it knows the call and nothing of the answer.
#ifndef VERIFIER_JSON_HPP
#define VERIFIER_JSON_HPP
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace verifier_call {

// An argument that has no place in the parameter's type.
struct Unfit {
  std::string why;
};

struct Value {
  enum Kind { NONE, BOOL, NUMBER, TEXT, LIST, DICT } kind = NONE;
  bool yes = false;
  std::string text;  // of a number: its digits, as they stand
  std::vector<Value> items;
  std::vector<std::pair<std::string, Value>> entries;

  const Value *find(const char *name) const {
    for (const auto &entry : entries)
      if (entry.first == name) return &entry.second;
    return nullptr;
  }
  // What a tag like `$int` holds; null if this is something else.
  const Value *tagged(const char *tag) const { return kind == DICT && entries.size() == 1 && entries[0].first == tag ? &entries[0].second : nullptr; }
};

class Reader {
 public:
  explicit Reader(const std::string &text) : at_(text.data()), end_(text.data() + text.size()) {}

  Value read() {
    space();
    Value value;
    switch (at_ < end_ ? *at_ : '\0') {
      case '{': read_dict(value); break;
      case '[': read_list(value); break;
      case '"':
        value.kind = Value::TEXT;
        value.text = read_text();
        break;
      case 't': at_ += 4, value.kind = Value::BOOL, value.yes = true; break;
      case 'f': at_ += 5, value.kind = Value::BOOL; break;
      case 'n': at_ += 4; break;
      default:
        value.kind = Value::NUMBER;
        while (at_ < end_ && ((*at_ >= '0' && *at_ <= '9') || *at_ == '-' || *at_ == '+' || *at_ == '.' || *at_ == 'e' || *at_ == 'E')) value.text += *at_++;
        if (value.text.empty()) throw Unfit{"the call is no JSON"};
    }
    return value;
  }

 private:
  void space() {
    while (at_ < end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r' || *at_ == ',' || *at_ == ':')) ++at_;
  }
  void read_list(Value &value) {
    value.kind = Value::LIST;
    for (++at_, space(); at_ < end_ && *at_ != ']'; space()) value.items.push_back(read());
    ++at_;
  }
  void read_dict(Value &value) {
    value.kind = Value::DICT;
    for (++at_, space(); at_ < end_ && *at_ != '}'; space()) {
      std::string key = read_text();
      value.entries.emplace_back(std::move(key), read());
    }
    ++at_;
  }
  unsigned read_hex() {
    unsigned code = 0;
    for (int i = 0; i < 4; i++, ++at_) code = code * 16 + (*at_ <= '9' ? *at_ - '0' : (*at_ | 32) - 'a' + 10);
    return code;
  }
  std::string read_text() {
    std::string text;
    for (++at_; at_ < end_ && *at_ != '"';) {
      if (*at_ != '\\') {
        text += *at_++;
        continue;
      }
      char sign = at_[1];
      at_ += 2;
      switch (sign) {
        case 'n': text += '\n'; break;
        case 't': text += '\t'; break;
        case 'r': text += '\r'; break;
        case 'b': text += '\b'; break;
        case 'f': text += '\f'; break;
        case 'u': {
          unsigned code = read_hex();
          if (code >= 0xD800 && code < 0xDC00 && at_[0] == '\\') {
            at_ += 2;
            code = 0x10000 + ((code - 0xD800) << 10) + (read_hex() - 0xDC00);
          }
          append_utf8(text, code);
          break;
        }
        default: text += sign;
      }
    }
    ++at_;
    return text;
  }
  static void append_utf8(std::string &text, unsigned code) {
    if (code < 0x80) {
      text += char(code);
    } else if (code < 0x800) {
      text += char(0xC0 | code >> 6);
      text += char(0x80 | (code & 63));
    } else if (code < 0x10000) {
      text += char(0xE0 | code >> 12);
      text += char(0x80 | (code >> 6 & 63));
      text += char(0x80 | (code & 63));
    } else {
      text += char(0xF0 | code >> 18);
      text += char(0x80 | (code >> 12 & 63));
      text += char(0x80 | (code >> 6 & 63));
      text += char(0x80 | (code & 63));
    }
  }
  const char *at_, *end_;
};

// The value in a few characters, to complain about.
inline std::string brief(const Value &value) {
  switch (value.kind) {
    case Value::NONE: return "null";
    case Value::BOOL: return value.yes ? "true" : "false";
    case Value::NUMBER: return value.text.substr(0, 40);
    case Value::TEXT: return "\"" + value.text.substr(0, 40) + "\"";
    case Value::LIST: return "a list of " + std::to_string(value.items.size());
    default: return value.entries.size() == 1 && value.entries[0].first[0] == '$' ? value.entries[0].first : "a map";
  }
}

[[noreturn]] inline void misfit(const Value &value, const char *type) { throw Unfit{brief(value) + " does not fit " + type}; }

// An integer of up to 128 bits, with its sign.
inline __int128 read_integer(const Value &value, const char *type) {
  const Value *tagged = value.tagged("$int");
  const std::string &text = tagged ? tagged->text : value.text;
  if (!tagged && value.kind != Value::NUMBER) misfit(value, type);
  const char *at = text.c_str();
  bool negative = *at == '-';
  at += negative;
  int base = 10;
  if (at[0] == '0' && at[1] == 'x') base = 16, at += 2;
  __int128 number = 0;
  for (; *at; ++at) {
    int digit = *at >= '0' && *at <= '9' ? *at - '0' : base == 16 ? (*at | 32) - 'a' + 10 : -1;
    if (digit < 0) {  // 3.0 is an integer, 3.5 is none
      double real = std::strtod(text.c_str(), nullptr);
      if (real != (double)(long long)real) misfit(value, type);
      return (long long)real;
    }
    if (__builtin_mul_overflow(number, (__int128)base, &number) || __builtin_add_overflow(number, (__int128)digit, &number)) misfit(value, type);
  }
  return negative ? -number : number;
}

inline double read_real(const Value &value, const char *type) {
  if (const Value *tagged = value.tagged("$float")) {
    if (tagged->text == "nan") return std::numeric_limits<double>::quiet_NaN();
    double infinity = std::numeric_limits<double>::infinity();
    return tagged->text == "inf" ? infinity : -infinity;
  }
  if (value.tagged("$int")) return (double)read_integer(value, type);
  if (value.kind != Value::NUMBER) misfit(value, type);
  return std::strtod(value.text.c_str(), nullptr);
}

inline std::string hex128(unsigned __int128 number) {
  std::string digits;
  do digits.insert(digits.begin(), "0123456789abcdef"[(int)(number & 15)]), number >>= 4;
  while (number);
  return "0x" + digits;
}

template <class T>
void write_real(std::string &out, T real) {
  if (real != real) {
    out += "{\"$float\":\"nan\"}";
  } else if (real - real != 0) {
    out += real > 0 ? "{\"$float\":\"inf\"}" : "{\"$float\":\"-inf\"}";
  } else {  // the fewest digits that tell it from its neighbors
    char digits[64];
    auto end = std::to_chars(digits, digits + sizeof digits, real).ptr;
    out.append(digits, end);
  }
}

// The length of the well-formed UTF-8 sequence there; 0 if it is none.
inline int utf8_length(const unsigned char *at, std::size_t left) {
  if (at[0] < 0x80) return 1;
  int length = at[0] >= 0xF0 && at[0] < 0xF5 ? 4 : at[0] >= 0xE0 ? 3 : at[0] >= 0xC2 ? 2 : 0;
  if (at[0] >= 0xF5 || !length || left < (std::size_t)length) return 0;
  for (int i = 1; i < length; i++)
    if ((at[i] & 0xC0) != 0x80) return 0;
  if ((at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xED && at[1] > 0x9F) || (at[0] == 0xF0 && at[1] < 0x90) || (at[0] == 0xF4 && at[1] > 0x8F)) return 0;
  return length;
}

inline void write_bytes(std::string &out, const unsigned char *data, std::size_t size) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  out += "{\"$bytes\":\"";
  for (std::size_t i = 0; i < size; i += 3) {
    unsigned bits = data[i] << 16 | (i + 1 < size ? data[i + 1] << 8 : 0) | (i + 2 < size ? data[i + 2] : 0);
    out += digits[bits >> 18];
    out += digits[bits >> 12 & 63];
    out += i + 1 < size ? digits[bits >> 6 & 63] : '=';
    out += i + 2 < size ? digits[bits & 63] : '=';
  }
  out += "\"}";
}

// Text, or bytes where it is no UTF-8.
inline void write_text(std::string &out, const std::string &text) {
  const auto *data = reinterpret_cast<const unsigned char *>(text.data());
  for (std::size_t at = 0; at < text.size();) {
    int length = utf8_length(data + at, text.size() - at);
    if (!length) return write_bytes(out, data, text.size());
    at += length;
  }
  out += '"';
  for (unsigned char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\', out += c;
    } else if (c < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", c);
      out += escape;
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace verifier_call
#endif
