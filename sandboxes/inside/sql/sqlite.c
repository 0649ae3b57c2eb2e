/* SQLite: the image is the database file; all of it is kept in memory. */
#include "driver.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static sqlite3 *db;
static sqlite3_vfs pinned;
static int64_t clock_ms; /* since the Julian epoch, as SQLite counts */
static uint64_t random_state;

static const int64_t UNIX_EPOCH_MS = 210866760000000;

static int current_time_ms(sqlite3_vfs *vfs, sqlite3_int64 *now) {
  (void)vfs;
  *now = clock_ms;
  return SQLITE_OK;
}

static int current_time(sqlite3_vfs *vfs, double *now) {
  (void)vfs;
  *now = clock_ms / 86400000.0;
  return SQLITE_OK;
}

static int randomness(sqlite3_vfs *vfs, int size, char *bytes) { /* splitmix64 */
  (void)vfs;
  for (int i = 0; i < size; i++) {
    uint64_t z = (random_state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    bytes[i] = z ^ (z >> 31);
  }
  return size;
}

/* The clock and the seed of random() come from the VFS, so one of our own pins
 * them for every function and every keyword, in indexes and triggers too. */
static void pin(const struct job *job) {
  pinned = *sqlite3_vfs_find(NULL);
  pinned.zName = "pinned";
  pinned.xCurrentTime = current_time;
  pinned.xCurrentTimeInt64 = current_time_ms;
  pinned.xRandomness = randomness;
  clock_ms = UNIX_EPOCH_MS + job->clock_s * 1000;
  random_state = job->seed;
  if (sqlite3_vfs_register(&pinned, 1)) fail("cannot register the VFS");
}

static int is_among(const char *word, const char *const *words) {
  for (; word && *words; words++)
    if (!strcasecmp(word, *words)) return 1;
  return 0;
}

static const char *const FORBIDDEN_FUNCTIONS[] = {"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit", NULL};
static const char *const READING_PRAGMAS[] = {"table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo",
                                              "foreign_key_list", "collation_list", "function_list", "user_version", NULL};

/* A reader may read; whatever else it tries is an error before it starts. */
static int may_read(void *unused, int action, const char *one, const char *two, const char *database, const char *within) {
  (void)unused, (void)database, (void)within;
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
      return SQLITE_OK;
    case SQLITE_FUNCTION:
      return is_among(two, FORBIDDEN_FUNCTIONS) ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_PRAGMA:
      return is_among(one, READING_PRAGMAS) ? SQLITE_OK : SQLITE_DENY;
    default:
      return SQLITE_DENY;
  }
}

static int may_write(void *unused, int action, const char *one, const char *two, const char *database, const char *within) {
  (void)unused, (void)one, (void)database, (void)within;
  if (action == SQLITE_ATTACH || action == SQLITE_DETACH) return SQLITE_DENY;
  return action == SQLITE_FUNCTION && is_among(two, FORBIDDEN_FUNCTIONS) ? SQLITE_DENY : SQLITE_OK;
}

static void set_limits(const struct job *job) {
  sqlite3_hard_heap_limit64(job->memory_bytes / 4 * 3); /* a clean error before the kernel kills */
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 16000000);
  sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, 16000000); /* what a candidate may send is bounded outside */
  sqlite3_limit(db, SQLITE_LIMIT_EXPR_DEPTH, 200);
  sqlite3_limit(db, SQLITE_LIMIT_COMPOUND_SELECT, 500);
  sqlite3_limit(db, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100);
  sqlite3_limit(db, SQLITE_LIMIT_VDBE_OP, 250000);
  sqlite3_limit(db, SQLITE_LIMIT_TRIGGER_DEPTH, 10);
  sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0); /* stops VACUUM INTO, too */
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
}

static void load(unsigned char *image, sqlite3_int64 size) {
  if (sqlite3_open(":memory:", &db)) fail("cannot open a database");
  if (size) {
    if (size >= 100 && image[18] == 2) image[18] = image[19] = 1; /* write-ahead logs need files */
    if (sqlite3_deserialize(db, "main", image, size, size, SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE))
      fail("the image is no SQLite database");
  }
  sqlite3_extended_result_codes(db, 1);
  /* The first use of json_each and json_tree declares tables, which no reader may do. */
  sqlite3_exec(db, "pragma temp_store=memory; pragma cell_size_check=1; select 1 from json_each('[]'), json_tree('[]')", NULL, NULL, NULL);
}

static void become(const struct job *job, const struct step *step) {
  set_limits(job);
  if (step->role == ROLE_TRUSTED || step->role == ROLE_SETUP) {
    sqlite3_set_authorizer(db, NULL, NULL);
    return;
  }
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  if (step->flags & STEP_REVERSED) sqlite3_exec(db, "pragma reverse_unordered_selects=1", NULL, NULL, NULL);
  sqlite3_set_authorizer(db, step->role == ROLE_READER ? may_read : may_write, NULL);
}

/* A new connection to what was committed: nothing of the old one is left. */
static void reconnect(void) {
  sqlite3_int64 size = 0;
  if (!sqlite3_get_autocommit(db)) sqlite3_exec(db, "rollback", NULL, NULL, NULL);
  sqlite3_set_authorizer(db, NULL, NULL);
  unsigned char *image = sqlite3_serialize(db, "main", &size, 0);
  if (!image && size) fail("cannot take the database over");
  sqlite3_close_v2(db);
  load(image, size);
}

void engine_base(void) { write_file("image", "", 0); }

void engine_start(const struct job *job, int has_image) {
  size_t size = 0;
  unsigned char *image = NULL;
  pin(job);
  if (has_image) {
    void *data = read_file("image.in", &size);
    image = size ? sqlite3_malloc64(size) : NULL;
    if (size && !image) fail("out of memory");
    if (size) memcpy(image, data, size);
    free(data);
  }
  load(image, size);
  out_tag('V');
  out_string(sqlite3_libversion());
}

static void out_row(sqlite3_stmt *statement, int columns) {
  out_tag('R');
  for (int i = 0; i < columns; i++) switch (sqlite3_column_type(statement, i)) {
      case SQLITE_INTEGER:
        out_tag('i'), out_i64(sqlite3_column_int64(statement, i));
        break;
      case SQLITE_FLOAT:
        out_tag('f'), out_double(sqlite3_column_double(statement, i));
        break;
      case SQLITE_TEXT:
        out_value_text('s', (const char *)sqlite3_column_text(statement, i), sqlite3_column_bytes(statement, i));
        break;
      case SQLITE_BLOB:
        out_value_text('b', sqlite3_column_blob(statement, i), sqlite3_column_bytes(statement, i));
        break;
      default:
        out_tag('n');
    }
}

static void out_sqlite_error(void) {
  char code[32];
  snprintf(code, sizeof code, "%d", sqlite3_extended_errcode(db));
  out_error(code, sqlite3_errmsg(db));
}

static int take_statement(sqlite3_stmt *statement, const struct job *job, uint64_t *work) {
  int columns = sqlite3_column_count(statement), state;
  if (columns) {
    out_tag('C');
    out_u32(columns);
    for (int i = 0; i < columns; i++) {
      out_string(sqlite3_column_name(statement, i));
      out_string(sqlite3_column_decltype(statement, i));
    }
  }
  uint64_t rows = 0;
  while ((state = sqlite3_step(statement)) == SQLITE_ROW) {
    if (is_too_much(job, rows++, columns)) {
      out_tag('L');
      state = SQLITE_DONE;
      break;
    }
    out_row(statement, columns);
  }
  *work += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 0);
  if (state != SQLITE_DONE) return -1;
  if (!columns) out_tag('N'), out_i64(sqlite3_changes(db));
  return 0;
}

void engine_step(const struct job *job, const struct step *step) {
  if (step->flags & STEP_FRESH) reconnect();
  become(job, step);
  uint64_t work = 0, statements = 0;
  for (const char *sql = step->sql, *end = sql + step->size; sql < end;) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, sql, end - sql, &statement, &sql)) {
      out_sqlite_error();
      break;
    }
    if (!statement) { /* white space, or a comment; or a NUL, where SQLite stops */
      if (sql < end && !*sql) sql++;
      continue;
    }
    int is_over = is_one_too_many(job, step, ++statements);
    int bad = is_over || take_statement(statement, job, &work);
    if (bad && !is_over) out_sqlite_error();
    sqlite3_finalize(statement);
    if (bad) break;
  }
  if (step->flags & STEP_COMMIT && !sqlite3_get_autocommit(db)) sqlite3_exec(db, "commit", NULL, NULL, NULL);
  out_tag('K');
  out_i64(work);
}

void engine_save(void) {
  sqlite3_int64 size = 0;
  reconnect();
  unsigned char *image = sqlite3_serialize(db, "main", &size, 0);
  write_file("image", image ? image : (unsigned char *)"", image ? size : 0);
}
