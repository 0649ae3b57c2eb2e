/* What is used of DuckDB's C interface; its package brings no header. */
#ifndef DUCKDB_H
#define DUCKDB_H

#include <stdint.h>

typedef struct { void *internal; } *handle;
typedef uint64_t idx;
typedef struct { /* only the last member is not deprecated */
  idx columns, rows, changed;
  void *column_data;
  char *error;
  void *internal;
} outcome;
typedef struct { uint64_t offset, length; } list_entry;
typedef struct { uint64_t lower; int64_t upper; } hugeint;
typedef struct { int32_t months, days; int64_t micros; } interval;
typedef struct { uint32_t length; char inlined[4]; char *pointer; } string; /* up to 12 bytes are inlined, from there on */

extern const char *duckdb_library_version(void);
extern int duckdb_create_config(handle *);
extern int duckdb_set_config(handle, const char *, const char *);
extern int duckdb_open_ext(const char *, handle *, handle, char **);
extern int duckdb_connect(handle, handle *);
extern void duckdb_disconnect(handle *);
extern void duckdb_close(handle *);
extern int duckdb_query(handle, const char *, outcome *);
extern idx duckdb_extract_statements(handle, const char *, handle *);
extern const char *duckdb_extract_statements_error(handle);
extern int duckdb_prepare_extracted_statement(handle, handle, idx, handle *);
extern void duckdb_destroy_prepare(handle *);
extern const char *duckdb_prepare_error(handle);
extern int duckdb_prepared_statement_type(handle);
extern int duckdb_pending_prepared_streaming(handle, handle *);
extern const char *duckdb_pending_error(handle);
extern int duckdb_execute_pending(handle, outcome *);
extern void duckdb_destroy_pending(handle *);
extern int duckdb_result_return_type(outcome);
extern const char *duckdb_result_error(outcome *);
extern idx duckdb_column_count(outcome *);
extern idx duckdb_rows_changed(outcome *);
extern const char *duckdb_column_name(outcome *, idx);
extern handle duckdb_column_logical_type(outcome *, idx);
extern void duckdb_destroy_result(outcome *);
extern handle duckdb_fetch_chunk(outcome);
extern idx duckdb_data_chunk_get_size(handle);
extern handle duckdb_data_chunk_get_vector(handle, idx);
extern void duckdb_destroy_data_chunk(handle *);
extern void *duckdb_vector_get_data(handle);
extern uint64_t *duckdb_vector_get_validity(handle);
extern int duckdb_get_type_id(handle);
extern void duckdb_destroy_logical_type(handle *);
extern uint8_t duckdb_decimal_scale(handle);
extern int duckdb_decimal_internal_type(handle);
extern int duckdb_enum_internal_type(handle);
extern char *duckdb_enum_dictionary_value(handle, idx);
extern handle duckdb_list_type_child_type(handle);
extern handle duckdb_list_vector_get_child(handle);
extern handle duckdb_array_type_child_type(handle);
extern idx duckdb_array_type_array_size(handle);
extern handle duckdb_array_vector_get_child(handle);
extern handle duckdb_map_type_key_type(handle);
extern handle duckdb_map_type_value_type(handle);
extern idx duckdb_struct_type_child_count(handle);
extern char *duckdb_struct_type_child_name(handle, idx);
extern handle duckdb_struct_type_child_type(handle, idx);
extern handle duckdb_struct_vector_get_child(handle, idx);
extern void duckdb_free(void *);

enum type {
  BOOLEAN = 1, TINYINT, SMALLINT, INTEGER, BIGINT, UTINYINT, USMALLINT, UINTEGER, UBIGINT, FLOAT, DOUBLE, TIMESTAMP, DATE, TIME, INTERVAL,
  HUGEINT, VARCHAR, BLOB, DECIMAL, TIMESTAMP_S, TIMESTAMP_MS, TIMESTAMP_NS, ENUM, LIST, STRUCT, MAP, UUID, UNION, BIT, TIME_TZ, TIMESTAMP_TZ,
  UHUGEINT, ARRAY, ANY, BIGNUM, SQLNULL
};

extern handle duckdb_get_profiling_info(handle);
extern handle duckdb_profiling_info_get_metrics(handle);
extern idx duckdb_profiling_info_get_child_count(handle);
extern handle duckdb_profiling_info_get_child(handle, idx);
extern handle duckdb_profiling_info_get_value(handle, const char *);
extern char *duckdb_get_varchar(handle);
extern void duckdb_destroy_value(handle *);

/* duckdb_values.c */
const char *type_name(int type);                         /* what the reader of results must know of it; empty for what is sent as it is */
int can_show(int type);
void out_cell(handle vector, handle type, idx row);

#endif
