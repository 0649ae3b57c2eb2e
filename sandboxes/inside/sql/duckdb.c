/* DuckDB: the image is the database file. The library is the one in Python's
 * `duckdb` package, which exports DuckDB's C interface; it also wants symbols
 * of Python, which are never used and come from empty stand-ins (see build in
 * `sandboxes/databases/duckdb.py`). */
#include "driver.h"
#include "duckdb.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_NAME "database.duckdb"
enum { STATEMENT_SELECT = 1, STATEMENT_EXPLAIN = 4, RESULT_ROWS = 3, RESULT_CHANGED = 1 };

static handle database, connection;

static void must(const char *sql) {
  outcome result;
  if (duckdb_query(connection, sql, &result)) fail(duckdb_result_error(&result));
  duckdb_destroy_result(&result);
}

static void open_database(const struct job *job, const char *path, int is_read_only) {
  handle config;
  char *words = NULL, memory[32];
  snprintf(memory, sizeof memory, "%" PRIu64 "MiB", job->memory_bytes / 4 * 3 >> 20);
  const char *const settings[][2] = {
      {"threads", "1"}, {"memory_limit", memory}, {"temp_directory", ""}, {"autoload_known_extensions", "false"},
      {"autoinstall_known_extensions", "false"}, {"allow_community_extensions", "false"}, {"access_mode", is_read_only ? "READ_ONLY" : "AUTOMATIC"},
  };
  if (duckdb_create_config(&config)) fail("no configuration");
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
    if (duckdb_set_config(config, settings[i][0], settings[i][1])) fail(settings[i][0]);
  if (duckdb_open_ext(path, &database, config, &words)) fail(words ? words : "the image cannot be opened");
  if (duckdb_connect(database, &connection)) fail("no connection");
  /* Later connections cannot: settings are locked. */
  if (job->counts) must("pragma enable_profiling = 'no_output'");
  must("set enable_external_access = false; set lock_configuration = true");
}

void engine_base(void) { write_file("image", "", 0); }

static void set_seed(const struct job *job) {
  char sql[64];
  snprintf(sql, sizeof sql, "select setseed(%.9f)", (double)(job->seed % 1000000007) / 1000000007.0);
  must(sql);
}

void engine_start(const struct job *job, int has_image) {
  if (!job->writes) {
    open_database(job, has_image ? "image.in" : ":memory:", has_image);
  } else {
    if (has_image) {
      size_t size;
      void *data = read_file("image.in", &size);
      write_file(FILE_NAME, data, size);
      free(data);
    }
    open_database(job, FILE_NAME, 0);
  }
  set_seed(job);
  out_tag('V');
  const char *version = duckdb_library_version();
  out_string(version + (*version == 'v'));
}

static void reconnect(const struct job *job) {
  duckdb_disconnect(&connection);
  if (duckdb_connect(database, &connection)) fail("no connection");
  set_seed(job);
}

/* Its messages begin with the kind of error, as in "Constraint Error: ". */
static int out_words(const char *words) {
  const char *end = words ? strstr(words, " Error") : NULL;
  char kind[48] = "unknown";
  if (end && (size_t)(end - words) < sizeof kind) snprintf(kind, sizeof kind, "%.*s", (int)(end - words), words);
  out_error(kind, words ? words : "unknown error");
  return -1;
}

static int out_rows(outcome *result, const struct job *job) {
  idx columns = duckdb_column_count(result);
  handle *types = calloc(columns + 1, sizeof *types);
  uint64_t rows = 0;
  int is_cut = 0;
  out_tag('C');
  out_u32(columns);
  for (idx i = 0; i < columns; i++) {
    types[i] = duckdb_column_logical_type(result, i);
    out_string(duckdb_column_name(result, i));
    out_string(type_name(duckdb_get_type_id(types[i])));
  }
  for (idx i = 0; i < columns; i++)
    if (!can_show(duckdb_get_type_id(types[i]))) {
      out_error("type", "a column has a type that cannot be shown here: cast it");
      return -1;
    }
  for (handle chunk; !is_cut && (chunk = duckdb_fetch_chunk(*result)); duckdb_destroy_data_chunk(&chunk)) {
    idx size = duckdb_data_chunk_get_size(chunk);
    if (!size) {
      duckdb_destroy_data_chunk(&chunk);
      break;
    }
    for (idx row = 0; row < size && !is_cut; row++) {
      if (is_too_much(job, rows++, columns)) {
        out_tag('L');
        is_cut = 1;
        break;
      }
      out_tag('R');
      for (idx i = 0; i < columns; i++) out_cell(duckdb_data_chunk_get_vector(chunk, i), types[i], row);
    }
  }
  for (idx i = 0; i < columns; i++) duckdb_destroy_logical_type(&types[i]);
  free(types);
  const char *words = is_cut ? NULL : duckdb_result_error(result);
  return words && *words ? out_words(words) : 0;
}

static int take_statement(const struct job *job, const struct step *step, handle statements, idx number) {
  handle prepared = NULL, pending = NULL;
  outcome result;
  int bad = 0;
  if (duckdb_prepare_extracted_statement(connection, statements, number, &prepared)) {
    out_words(duckdb_prepare_error(prepared));
    duckdb_destroy_prepare(&prepared);
    return -1;
  }
  int kind = duckdb_prepared_statement_type(prepared);
  if (step->role == ROLE_READER && kind != STATEMENT_SELECT && kind != STATEMENT_EXPLAIN) {
    out_error("forbidden", "only queries are allowed");
    bad = -1;
  } else if (duckdb_pending_prepared_streaming(prepared, &pending)) {
    bad = out_words(duckdb_pending_error(pending));
  } else if (duckdb_execute_pending(pending, &result)) {
    bad = out_words(duckdb_result_error(&result));
    duckdb_destroy_result(&result);
  } else {
    if (duckdb_result_return_type(result) == RESULT_ROWS) bad = out_rows(&result, job);
    else out_tag('N'), out_i64((int64_t)duckdb_rows_changed(&result));
    duckdb_destroy_result(&result);
  }
  if (pending) duckdb_destroy_pending(&pending);
  duckdb_destroy_prepare(&prepared);
  return bad;
}

static uint64_t metric(handle node, const char *name) {
  handle value = duckdb_profiling_info_get_value(node, name);
  char *digits = value ? duckdb_get_varchar(value) : NULL;
  uint64_t number = digits ? strtoull(digits, NULL, 10) : 0;
  if (digits) duckdb_free(digits);
  if (value) duckdb_destroy_value(&value);
  return number;
}

/* Rows that operators read and passed on: the same for the same query and data. */
static uint64_t rows_below(handle node) {
  uint64_t rows = metric(node, "rows_scanned") + metric(node, "intermediate_rows");
  for (idx i = 0; i < duckdb_profiling_info_get_child_count(node); i++) rows += rows_below(duckdb_profiling_info_get_child(node, i));
  return rows;
}

static uint64_t work_done(void) {
  handle root = duckdb_get_profiling_info(connection);
  return root ? 1 + rows_below(root) : 0;
}

void engine_step(const struct job *job, const struct step *step) {
  handle statements = NULL;
  if (step->flags & STEP_FRESH) reconnect(job);
  int is_counted = job->counts && step == job->steps && !(step->flags & STEP_FRESH);
  if (strlen(step->sql) != step->size) {
    out_error("error", "the SQL holds a NUL");
    return;
  }
  idx count = duckdb_extract_statements(connection, step->sql, &statements);
  const char *words = count ? NULL : duckdb_extract_statements_error(statements);
  if (words && *words) out_words(words);
  for (idx i = 0; i < count; i++)
    if (is_one_too_many(job, step, i + 1) || take_statement(job, step, statements, i)) break;
  uint64_t work = is_counted && count == 1 ? work_done() : 0;
  if (step->flags & STEP_COMMIT) {
    outcome result;
    duckdb_query(connection, "commit", &result);
    duckdb_destroy_result(&result);
  }
  out_tag('K');
  out_i64(work);
}

void engine_save(void) {
  size_t size;
  reconnect(&(struct job){.seed = 0});
  must("checkpoint");
  duckdb_disconnect(&connection);
  duckdb_close(&database);
  void *data = read_file(FILE_NAME, &size);
  if (!data) fail("there is no database file");
  write_file("image", data, size);
}
