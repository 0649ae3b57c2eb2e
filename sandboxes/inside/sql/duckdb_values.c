/* DuckDB's values, from its vectors: as records, and as text where a record has no
 * kind of its own. */
#include "driver.h"
#include "duckdb.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *text;
static size_t text_size, text_room;

static void add(const char *data, size_t size) {
  if (text_size + size + 1 > text_room) {
    text = realloc(text, text_room = 2 * (text_size + size + 64));
    if (!text) fail("out of memory");
  }
  memcpy(text + text_size, data, size);
  text_size += size;
}

static void add_string(const char *data) { add(data, strlen(data)); }

static void add_number(const char *form, long long value) {
  char digits[48];
  snprintf(digits, sizeof digits, form, value);
  add_string(digits);
}

static void add_wide(unsigned __int128 value, int is_negative, int scale) {
  char digits[64], *at = digits + sizeof digits;
  *--at = 0;
  int count = 0;
  do {
    if (scale && count == scale) *--at = '.';
    *--at = '0' + (int)(value % 10);
    value /= 10, count++;
  } while (value || count <= scale);
  if (is_negative) *--at = '-';
  add_string(at);
}

static void add_signed(__int128 value, int scale) { add_wide(value < 0 ? -(unsigned __int128)value : (unsigned __int128)value, value < 0, scale); }

static void add_date(int64_t days) { /* a day number as a date of the Gregorian calendar */
  int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
  int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100), month = (5 * of_year + 2) / 153;
  int64_t day = of_year - (153 * month + 2) / 5 + 1, year = year_of_era + era * 400 + (month >= 10);
  month += month < 10 ? 3 : -9;
  add_number("%04lld", year), add_number("-%02lld", month), add_number("-%02lld", day);
}

static void add_time(int64_t micros) {
  add_number("%02lld", micros / 3600000000), add_number(":%02lld", micros / 60000000 % 60), add_number(":%02lld", micros / 1000000 % 60);
  if (micros % 1000000) add_number(".%06lld", micros % 1000000);
}

static void add_moment(int64_t micros) {
  if (micros == INT64_MAX || micros == -INT64_MAX) {
    add_string(micros > 0 ? "infinity" : "-infinity");
    return;
  }
  int64_t day = 86400000000, of_day = (micros % day + day) % day;
  add_date((micros - of_day) / day);
  add_string(" ");
  add_time(of_day);
}

static void add_uuid(hugeint value) {
  uint64_t upper = (uint64_t)value.upper ^ (1ULL << 63);
  char words[40];
  snprintf(words, sizeof words, "%08" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%012" PRIx64, upper >> 32, upper >> 16 & 0xffff, upper & 0xffff,
           value.lower >> 48, value.lower & 0xffffffffffff);
  add_string(words);
}

static const char *string_data(const string *value) { return value->length <= 12 ? value->inlined : value->pointer; }

static void add_bits(const string *value) { /* the first byte says how many bits of the second do not count */
  const unsigned char *data = (const unsigned char *)string_data(value);
  for (uint32_t bit = 8 + (value->length ? data[0] : 0); bit < 8 * value->length; bit++) add(data[bit / 8] >> (7 - bit % 8) & 1 ? "1" : "0", 1);
}

static int is_valid(handle vector, idx row) {
  uint64_t *validity = duckdb_vector_get_validity(vector);
  return !validity || validity[row / 64] >> row % 64 & 1;
}

static __int128 integer_at(const void *data, int type, idx row) {
  switch (type) {
    case BOOLEAN:
    case UTINYINT: return ((const uint8_t *)data)[row];
    case TINYINT: return ((const int8_t *)data)[row];
    case SMALLINT: return ((const int16_t *)data)[row];
    case INTEGER: return ((const int32_t *)data)[row];
    case BIGINT: return ((const int64_t *)data)[row];
    case USMALLINT: return ((const uint16_t *)data)[row];
    case UINTEGER: return ((const uint32_t *)data)[row];
    case UBIGINT: return ((const uint64_t *)data)[row];
    default: break;
  }
  hugeint wide = ((const hugeint *)data)[row];
  return (__int128)(((unsigned __int128)(uint64_t)wide.upper << 64) | wide.lower);
}

static int is_nested(int type) { return type == LIST || type == STRUCT || type == MAP || type == ARRAY; }

static void add_quoted(const char *data, size_t size) { /* a JSON string */
  add("\"", 1);
  for (size_t i = 0; i < size; i++) {
    unsigned char c = data[i];
    if (c == '"' || c == '\\') add("\\", 1), add((char *)&c, 1);
    else if (c < ' ') add_number("\\u%04llx", c);
    else add((char *)&c, 1);
  }
  add("\"", 1);
}

static void add_json(handle vector, handle type, idx row);

static void add_scalar(handle vector, handle type, idx row) {
  void *data = duckdb_vector_get_data(vector);
  int id = duckdb_get_type_id(type);
  char digits[48];
  switch (id) {
    case FLOAT:
      snprintf(digits, sizeof digits, "%.9g", ((float *)data)[row]);
      add_string(digits);
      return;
    case DOUBLE:
      snprintf(digits, sizeof digits, "%.17g", ((double *)data)[row]);
      add_string(digits);
      return;
    case DECIMAL: add_signed(integer_at(data, duckdb_decimal_internal_type(type), row), duckdb_decimal_scale(type)); return;
    case UHUGEINT: add_wide((unsigned __int128)integer_at(data, HUGEINT, row), 0, 0); return;
    case DATE: {
      int32_t days = ((int32_t *)data)[row];
      if (days == INT32_MAX || days == -INT32_MAX) add_string(days > 0 ? "infinity" : "-infinity");
      else add_date(days);
      return;
    }
    case TIME: add_time(((int64_t *)data)[row]); return;
    case TIMESTAMP: add_moment(((int64_t *)data)[row]); return;
    case TIMESTAMP_TZ: add_moment(((int64_t *)data)[row]), add_string("+00"); return;
    case TIMESTAMP_S: add_moment(((int64_t *)data)[row] * 1000000); return;
    case TIMESTAMP_MS: add_moment(((int64_t *)data)[row] * 1000); return;
    case TIMESTAMP_NS: add_moment(((int64_t *)data)[row] / 1000); return;
    case INTERVAL: {
      interval *value = &((interval *)data)[row];
      add_number("%lld months ", value->months), add_number("%lld days ", value->days), add_number("%lld us", value->micros);
      return;
    }
    case UUID: add_uuid(((hugeint *)data)[row]); return;
    case BIT: add_bits(&((string *)data)[row]); return;
    case ENUM: {
      char *word = duckdb_enum_dictionary_value(type, (idx)integer_at(data, duckdb_enum_internal_type(type), row));
      add_string(word);
      duckdb_free(word);
      return;
    }
    case VARCHAR:
    case BLOB: {
      string *value = &((string *)data)[row];
      add(string_data(value), value->length);
      return;
    }
    default: add_signed(integer_at(data, id, row), 0);
  }
}

static void add_items(handle child, handle type, idx from, idx count) {
  add("[", 1);
  for (idx i = 0; i < count; i++) {
    if (i) add(",", 1);
    add_json(child, type, from + i);
  }
  add("]", 1);
}

static void add_pairs(handle child, handle map, idx from, idx count) {
  handle key = duckdb_map_type_key_type(map), value = duckdb_map_type_value_type(map);
  add("[", 1);
  for (idx i = 0; i < count; i++) {
    add(i ? ",[" : "[", i ? 2 : 1);
    add_json(duckdb_struct_vector_get_child(child, 0), key, from + i);
    add(",", 1);
    add_json(duckdb_struct_vector_get_child(child, 1), value, from + i);
    add("]", 1);
  }
  add("]", 1);
  duckdb_destroy_logical_type(&key), duckdb_destroy_logical_type(&value);
}

static void add_members(handle vector, handle type, idx row) {
  add("{", 1);
  for (idx i = 0; i < duckdb_struct_type_child_count(type); i++) {
    char *name = duckdb_struct_type_child_name(type, i);
    handle child = duckdb_struct_type_child_type(type, i);
    if (i) add(",", 1);
    add_quoted(name, strlen(name));
    add(":", 1);
    add_json(duckdb_struct_vector_get_child(vector, i), child, row);
    duckdb_free(name);
    duckdb_destroy_logical_type(&child);
  }
  add("}", 1);
}

static void add_json(handle vector, handle type, idx row) {
  int id = duckdb_get_type_id(type);
  if (!is_valid(vector, row)) {
    add_string("null");
    return;
  }
  list_entry entry = {0, 0};
  if (id == LIST || id == MAP) entry = ((list_entry *)duckdb_vector_get_data(vector))[row];
  if (id == LIST || id == ARRAY) {
    handle inner = id == LIST ? duckdb_list_type_child_type(type) : duckdb_array_type_child_type(type);
    if (id == ARRAY) entry.length = duckdb_array_type_array_size(type), entry.offset = row * entry.length;
    add_items(id == LIST ? duckdb_list_vector_get_child(vector) : duckdb_array_vector_get_child(vector), inner, entry.offset, entry.length);
    duckdb_destroy_logical_type(&inner);
  } else if (id == MAP) {
    add_pairs(duckdb_list_vector_get_child(vector), type, entry.offset, entry.length);
  } else if (id == STRUCT) {
    add_members(vector, type, row);
  } else if ((id >= BOOLEAN && id <= DOUBLE) || id == HUGEINT || id == UHUGEINT || id == DECIMAL) {
    add_scalar(vector, type, row);
  } else { /* what JSON has no word for is a string */
    size_t before = text_size;
    add_scalar(vector, type, row);
    size_t size = text_size - before;
    char *copy = malloc(size + 1);
    if (!copy) fail("out of memory");
    memcpy(copy, text + before, size);
    text_size = before;
    add_quoted(copy, size);
    free(copy);
  }
}

const char *type_name(int type) {
  switch (type) {
    case DECIMAL: return "decimal";
    case HUGEINT:
    case UHUGEINT:
    case UBIGINT: return "integer";
    case DATE: return "date";
    case TIME: return "time";
    case TIMESTAMP:
    case TIMESTAMP_S:
    case TIMESTAMP_MS:
    case TIMESTAMP_NS: return "timestamp";
    case TIMESTAMP_TZ: return "timestamp with zone";
    default: return is_nested(type) ? "json" : "";
  }
}

int can_show(int type) { return type && type != UNION && type != TIME_TZ && type != ANY && type != BIGNUM && type <= SQLNULL; }

void out_cell(handle vector, handle type, idx row) {
  int id = duckdb_get_type_id(type);
  void *data = duckdb_vector_get_data(vector);
  if (id == SQLNULL || !is_valid(vector, row)) {
    out_tag('n');
  } else if (id >= BOOLEAN && id <= UINTEGER) {
    out_tag('i'), out_i64((int64_t)integer_at(data, id, row));
  } else if (id == FLOAT || id == DOUBLE) {
    out_tag('f'), out_double(id == FLOAT ? ((float *)data)[row] : ((double *)data)[row]);
  } else {
    text_size = 0;
    if (is_nested(id)) add_json(vector, type, row);
    else add_scalar(vector, type, row);
    out_value_text(id == BLOB ? 'b' : 's', text, text_size);
  }
}
