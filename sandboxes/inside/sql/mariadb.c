/* MariaDB: a private server in the run itself, on a socket that nobody else
 * sees. The image is its data directory, packed. `reader` may select from the
 * database `judge`, `judge` may do all in it and keeps no settings from one
 * server to the next; root sets up. */
#include "driver.h"

#include <mysql.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SERVER "/usr/sbin/mariadbd"
#define SHARE "/usr/share/mysql"
#define SOCKET "/tmp/mariadb.sock"
#define LOG "server.log"
enum { START_NAPS = 60000, BINARY = 63 /* the number of the binary character set */ };

/* No part of it must survive a crash of the machine; nobody but us connects.
 * The last lines: MariaDB ends a recursive query after 1,000 rounds without an
 * error, and SYSDATE() must follow the pinned clock. */
#define FLAGS                                                                                                                     \
  "--no-defaults", "--datadir=/box/data", "--skip-networking", "--socket=" SOCKET, "--pid-file=/tmp/mariadb.pid", "--skip-log-bin",    \
      "--performance-schema=off", "--innodb-doublewrite=0", "--innodb-flush-method=nosync", "--innodb-flush-log-at-trx-commit=0", \
      "--innodb-buffer-pool-size=8M", "--innodb-log-file-size=4M", "--innodb-log-buffer-size=1M",                                 \
      "--innodb-data-file-path=ibdata1:5M:autoextend", "--innodb-temp-data-file-path=ibtmp1:1M:autoextend",                       \
      "--innodb-autoextend-increment=1", "--innodb-use-native-aio=0", "--innodb-buffer-pool-dump-at-shutdown=0",                  \
      "--innodb-buffer-pool-load-at-startup=0", "--innodb-read-io-threads=1", "--innodb-write-io-threads=1",                      \
      "--innodb-purge-threads=1", "--innodb-stats-persistent=0", "--aria-pagecache-buffer-size=1M", "--key-buffer-size=1M",       \
      "--aria-log-file-size=1M", "--max-connections=10", "--tmpdir=/tmp", "--secure-file-priv=/box/nothing", "--local-infile=0",  \
      "--event-scheduler=disabled", "--lc-messages-dir=" SHARE, "--character-set-server=utf8mb4",                                 \
      "--collation-server=utf8mb4_general_ci", "--default-time-zone=+00:00", "--skip-name-resolve", "--symbolic-links=0",         \
      "--plugin-dir=/box/nothing", "--max-allowed-packet=16M", "--group-concat-max-len=1M",                                       \
      "--max-recursive-iterations=10000000", "--sysdate-is-now", "--wait-timeout=31536000"

static pid_t server;
static MYSQL *connection;
static enum role connected_as;
static char *env[] = {"PATH=/usr/bin:/bin:/usr/sbin", "HOME=/tmp", "TZ=UTC", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", NULL};

static void start_server(void) {
  char *argv[] = {SERVER, FLAGS, NULL};
  mkdir("nothing", 0500);
  server = start_program(argv, env, LOG);
}

static MYSQL *connect_as(const char *user, const char *database) {
  for (int naps = 0; naps < START_NAPS; naps++) {
    int status;
    if (waitpid(server, &status, WNOHANG) == server) fail_with_log("the server did not start", LOG);
    if (access(SOCKET, F_OK) == 0) {
      MYSQL *made = mysql_init(NULL);
      my_bool no = 0;
      mysql_options(made, MYSQL_SET_CHARSET_NAME, "utf8mb4");
      mysql_options(made, MYSQL_OPT_RECONNECT, &no);
      mysql_options(made, MYSQL_OPT_LOCAL_INFILE, NULL);
      if (mysql_real_connect(made, "localhost", user, "", database, 0, SOCKET, CLIENT_MULTI_STATEMENTS)) return made;
      if (mysql_errno(made) < 2000) fail(mysql_error(made)); /* the server answers, and says no */
      mysql_close(made);
    }
    nap();
  }
  fail_with_log("the server does not answer", LOG);
}

static void must(MYSQL *on, const char *sql) {
  if (mysql_query(on, sql)) fail(mysql_error(on));
  mysql_free_result(mysql_store_result(on));
}

static void stop_server(void) {
  int status;
  kill(server, SIGTERM);
  if (waitpid(server, &status, 0) != server || status) fail_with_log("the server did not stop well", LOG);
}

static void save(void) {
  stop_server();
  pack("data", "image");
}

/* The system's tables, made by the server's own scripts. */
static void bootstrap(void) {
  static const char *const scripts[] = {SHARE "/mysql_system_tables.sql", SHARE "/mysql_system_tables_data.sql"};
  FILE *all = fopen("bootstrap.sql", "we");
  if (!all) fail("cannot write");
  fputs("create database mysql;\nuse mysql;\nset @auth_root_socket=null;\n", all);
  for (int i = 0; i < 2; i++) {
    char line[65536];
    FILE *script = fopen(scripts[i], "re");
    if (!script) fail("the server's scripts are missing");
    while (fgets(line, sizeof line, script))
      if (!strstr(line, "@current_hostname")) fputs(line, all); /* as mysql_install_db does */
    fclose(script);
  }
  if (fclose(all)) fail("cannot write");
  char *argv[] = {"/bin/sh", "-c", "exec \"$@\" < bootstrap.sql", "sh", SERVER, FLAGS, "--bootstrap", "--log-warnings=0", "--enforce-storage-engine=", NULL};
  mkdir("nothing", 0500), mkdir("data", 0700);
  if (run_program(argv, env, LOG)) fail_with_log("the bootstrap failed", LOG);
}

void engine_base(void) {
  bootstrap();
  start_server();
  MYSQL *on = connect_as("root", "mysql");
  must(on, "create database judge");
  must(on, "create user judge@localhost");
  must(on, "create user reader@localhost");
  must(on, "grant all on judge.* to judge@localhost");
  must(on, "grant select, show view, execute on judge.* to reader@localhost");
  mysql_close(on);
  save();
}

static void become(const struct job *job, enum role role, uint32_t flags) {
  static const char *const users[] = {"reader", "judge", "judge", "root"};
  if (connection && connected_as == role && !(flags & STEP_FRESH)) return;
  if (connection) mysql_close(connection);
  connection = connect_as(users[role], "judge");
  connected_as = role;
  char sql[160];
  snprintf(sql, sizeof sql, "set timestamp=%lld, rand_seed1=%llu, rand_seed2=%llu", (long long)job->clock_s,
           (unsigned long long)(job->seed * 2654435761u % 1073741789 + 1), (unsigned long long)(job->seed % 1073741789 + 7));
  must(connection, sql);
}

void engine_start(const struct job *job, int has_image) {
  if (!has_image) fail("there is no image");
  unpack("image.in", "data");
  start_server();
  become(job, job->role, 0);
  const char *version = mysql_get_server_info(connection);
  out_tag('V');
  out_text(version, strcspn(version, "-")); /* "10.11.19-MariaDB-0+deb12u1" */
}

static const char *type_of(const MYSQL_FIELD *field) {
  MARIADB_CONST_STRING format = {0};
  if (!mariadb_field_attr(&format, field, MARIADB_FIELD_ATTR_FORMAT_NAME) && format.length == 4 && !memcmp(format.str, "json", 4)) return "json";
  switch (field->type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR:
      return "integer";
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL:
      return "decimal";
    case MYSQL_TYPE_FLOAT:
    case MYSQL_TYPE_DOUBLE:
      return "float";
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE:
      return "date";
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_TIMESTAMP:
      return "timestamp";
    case MYSQL_TYPE_TIME:
      return "time";
    case MYSQL_TYPE_BIT:
      return "bit";
    default:
      return field->charsetnr == BINARY && field->type != MYSQL_TYPE_NULL ? "bytes" : "text";
  }
}

static void out_columns(MYSQL_FIELD *fields, unsigned columns) {
  out_tag('C');
  out_u32(columns);
  for (unsigned i = 0; i < columns; i++) {
    out_text(fields[i].name, fields[i].name_length);
    out_string(type_of(&fields[i]));
  }
}

static void out_row(MYSQL_ROW row, const unsigned long *sizes, MYSQL_FIELD *fields, unsigned columns) {
  out_tag('R');
  for (unsigned i = 0; i < columns; i++)
    if (!row[i]) out_tag('n');
    else if (fields[i].type == MYSQL_TYPE_BIT) {
      int64_t bits = 0;
      for (unsigned long k = 0; k < sizes[i]; k++) bits = bits << 8 | (unsigned char)row[i][k];
      out_tag('i'), out_i64(bits);
    } else out_value_text(!strcmp(type_of(&fields[i]), "bytes") ? 'b' : 's', row[i], sizes[i]);
}

static void out_failure(void) {
  char words[1024], code[16];
  snprintf(code, sizeof code, "%u", mysql_errno(connection));
  snprintf(words, sizeof words, "%s (%s)", mysql_error(connection), mysql_sqlstate(connection));
  out_error(code, words);
}

/* Returns whether the connection can still be used. */
static int take_result(const struct job *job) {
  MYSQL_RES *result = mysql_use_result(connection);
  if (!result) {
    if (mysql_field_count(connection)) {
      out_failure();
      return 0;
    }
    out_tag('N');
    out_i64(mysql_affected_rows(connection));
    return 1;
  }
  unsigned columns = mysql_num_fields(result);
  MYSQL_FIELD *fields = mysql_fetch_fields(result);
  uint64_t rows = 0;
  out_columns(fields, columns);
  for (MYSQL_ROW row; (row = mysql_fetch_row(result));) {
    if (is_too_much(job, rows++, columns)) {
      out_tag('L');
      return 0; /* not freed: that would read the rest */
    }
    out_row(row, mysql_fetch_lengths(result), fields, columns);
  }
  if (mysql_errno(connection)) {
    out_failure();
    return 0;
  }
  mysql_free_result(result);
  return 1;
}

/* Rows that the storage engine was asked for, by the session's own counters; rows of
 * temporary tables count, too. Only the first step of a session has them to itself. */
static uint64_t work_done(void) {
  uint64_t rows = 1;
  if (mysql_query(connection, "show session status where variable_name like 'Handler_read%' or variable_name = 'Handler_tmp_write'")) return 0;
  MYSQL_RES *result = mysql_store_result(connection);
  for (MYSQL_ROW row; result && (row = mysql_fetch_row(result));) rows += strtoull(row[1], NULL, 10);
  mysql_free_result(result);
  return rows;
}

void engine_step(const struct job *job, const struct step *step) {
  become(job, step->role, step->flags);
  uint64_t statements = 0;
  int is_usable = 1, state = mysql_real_query(connection, step->sql, step->size);
  if (state && mysql_errno(connection) != 1065) out_failure(); /* 1065: nothing but comments */
  while (!state && is_usable) {
    is_usable = !is_one_too_many(job, step, ++statements) && take_result(job);
    if (is_usable) state = mysql_next_result(connection);
    if (state > 0) out_failure();
  }
  int state_is_bad = state > 0;
  if (is_usable && step->flags & STEP_COMMIT) mysql_query(connection, "commit");
  uint64_t work = is_usable && !state_is_bad ? work_done() : 0;
  if (!is_usable) connection = NULL; /* left open: its server ends with the run */
  out_tag('K');
  out_i64(work);
}

void engine_save(void) {
  if (connection) mysql_close(connection);
  save();
}
