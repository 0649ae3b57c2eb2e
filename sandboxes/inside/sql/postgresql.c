/* PostgreSQL: a private server in the run itself, on a socket that nobody else
 * sees. The image is its data directory, packed. Nobody's SQL runs as superuser:
 * `reader` may select, `judge` owns the database, and `looker` looks at what a
 * script has left, without regard to the row security that it may have set up. */
#include "driver.h"

#include <libpq-fe.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BIN "/usr/lib/postgresql/15/bin"
#define LOG "server.log"
enum { START_NAPS = 60000 };

static pid_t server;
static PGconn *connection;
static enum role connected_as;
static char *plain_env[] = {"PATH=/usr/bin:/bin", "HOME=/tmp", "TZ=UTC", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", NULL};

/* No part of it must survive a crash of the machine; nobody but us connects. */
static const char CONF[] =
    "listen_addresses=''\nunix_socket_directories='/tmp'\nunix_socket_permissions=0700\n"
    "fsync=off\nsynchronous_commit=off\nfull_page_writes=off\nautovacuum=off\njit=off\n"
    "wal_level=minimal\nmax_wal_senders=0\nmax_wal_size=1GB\nmin_wal_size=2MB\nwal_recycle=off\nwal_init_zero=off\nhuge_pages=off\nwal_buffers=1MB\n"
    "shared_buffers=16MB\nmax_connections=8\nsuperuser_reserved_connections=2\n"
    "max_worker_processes=0\nmax_parallel_workers=0\nmax_parallel_workers_per_gather=0\nmax_logical_replication_workers=0\n"
    "bgwriter_lru_maxpages=0\ntemp_file_limit=256MB\nlog_min_messages=fatal\nlog_checkpoints=off\n"
    "timezone='UTC'\nlog_timezone='UTC'\ndatestyle='ISO, MDY'\nintervalstyle='postgres'\nextra_float_digits=1\n"
    "dynamic_shared_memory_type=mmap\nshared_memory_type=mmap\nlogging_collector=off\nstats_fetch_consistency=none\n";

/* The server says `ready` in a file of its own; to ask it by connecting would
 * have it fork a process each time. */
static int is_ready(void) {
  char text[512];
  FILE *file = fopen("data/postmaster.pid", "re");
  if (!file) return 0;
  text[fread(text, 1, sizeof text - 1, file)] = 0;
  fclose(file);
  return strstr(text, "ready") != NULL;
}

static void await_server(void) {
  int status;
  for (int naps = 0; !is_ready(); naps++) {
    if (waitpid(server, &status, WNOHANG) == server) fail_with_log("the server did not start", LOG);
    if (naps == START_NAPS) fail_with_log("the server does not become ready", LOG);
    nap();
  }
}

static void start_server(char *const env[]) {
  char *argv[] = {BIN "/postgres", "-D", "data", NULL};
  server = start_program(argv, env, LOG);
  await_server();
}

static PGconn *try_to_connect(const char *user, const char *database) {
  int is_ours = !strcmp(user, "postgres");
  const char *const keys[] = {"host", "user", "dbname", "client_encoding", "connect_timeout", "application_name", "options", NULL};
  const char *const values[] = {"/tmp", user, database, "UTF8", "20", "verifier",
                                is_ours ? "-c statement_timeout=0 -c lock_timeout=0 -c default_transaction_read_only=off" : "", NULL};
  return PQconnectdbParams(keys, values, 0);
}

static PGconn *connect_to(const char *user, const char *database) {
  PGconn *made = try_to_connect(user, database);
  if (PQstatus(made) != CONNECTION_OK) fail(PQerrorMessage(made));
  return made;
}

static void must(PGconn *on, const char *sql) {
  PGresult *result = PQexec(on, sql);
  ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(PQerrorMessage(on));
  PQclear(result);
}

static void stop_server(void) {
  int status;
  kill(server, SIGINT); /* a fast shutdown, with a checkpoint */
  if (waitpid(server, &status, 0) != server || status) fail_with_log("the server did not stop well", LOG);
}

/* What a new connection caches is kept in files; the last one leaves them fresh. */
static void save(void) {
  PGconn *on = connect_to("postgres", "judge");
  /* The owner may set what sessions begin with: the next ones are not its own. */
  must(on, "alter database judge reset all");
  must(on, "alter role judge reset all");
  must(on, "alter role judge in database judge reset all");
  must(on, "checkpoint");
  PQfinish(on);
  PQfinish(connect_to("postgres", "judge"));
  stop_server();
  unlink("data/postmaster.opts");
  pack("data", "image");
}

void engine_base(void) {
  char *argv[] = {BIN "/initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-N", "--encoding=UTF8", "--locale=C.UTF-8", "--wal-segsize=1", "--no-instructions", NULL};
  if (run_program(argv, plain_env, LOG)) fail_with_log("initdb failed", LOG);
  FILE *conf = fopen("data/postgresql.conf", "we");
  if (!conf || fputs(CONF, conf) < 0 || fclose(conf)) fail("cannot write the configuration");
  start_server(plain_env);
  PGconn *on = connect_to("postgres", "postgres");
  must(on, "create role judge login");
  must(on, "create role reader login");
  must(on, "create role looker login bypassrls");
  /* Its statements tell what their plans did. As `reader`, it cannot change that. */
  must(on, "create role counted login");
  must(on, "alter role counted set default_transaction_read_only = on");
  must(on, "alter role counted set session_preload_libraries = 'auto_explain'");
  must(on, "alter role counted set auto_explain.log_min_duration = 0");
  must(on, "alter role counted set auto_explain.log_level = 'warning'");
  must(on, "alter role counted set auto_explain.log_format = 'json'");
  must(on, "alter role counted set auto_explain.log_analyze = on");
  must(on, "alter role counted set auto_explain.log_timing = off");
  must(on, "alter role counted set auto_explain.log_nested_statements = on");
  must(on, "grant pg_read_all_data to reader, counted, looker");
  must(on, "grant pg_write_all_data to looker");
  must(on, "alter role reader set default_transaction_read_only = on");
  must(on, "create database judge owner judge");
  must(on, "revoke all on database judge from public");
  must(on, "grant connect on database judge to judge, reader, counted, looker");
  PQfinish(on);
  on = connect_to("postgres", "judge");
  must(on, "drop database postgres");
  must(on, "update pg_database set datistemplate = false where datname <> 'judge'");
  must(on, "drop database template0");
  must(on, "drop database template1");
  must(on, "vacuum freeze");
  PQfinish(on);
  save();
}

static char **pinned_env(int64_t clock_s) {
  static char now[64];
  static char *env[] = {"PATH=/usr/bin:/bin", "HOME=/tmp", "TZ=UTC", "LANG=C.UTF-8", "LC_ALL=C.UTF-8",
                        "LD_PRELOAD=/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", "FAKETIME_DONT_FAKE_MONOTONIC=1",
                        "FAKETIME_DISABLE_SHM=1", "NO_FAKE_STAT=1", now, NULL};
  time_t clock = clock_s;
  struct tm parts;
  gmtime_r(&clock, &parts);
  strftime(now, sizeof now, "FAKETIME=%Y-%m-%d %H:%M:%S", &parts);
  if (access("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", R_OK)) fail("libfaketime is missing, which pins the clock");
  return env;
}

static void out_version(void) {
  static int is_told;
  const char *version = PQparameterStatus(connection, "server_version");
  const char *space = version ? strchr(version, ' ') : NULL; /* "15.18 (Debian 15.18-0+deb12u1)" */
  if (is_told++ || !version) return;
  out_tag('V');
  out_text(version, space ? (size_t)(space - version) : strlen(version));
}

static const char *user_of(const struct job *job, enum role role) {
  static const char *const users[] = {"reader", "judge", "looker", "judge"};
  return role == ROLE_READER && job->counts ? "counted" : users[role];
}

static uint64_t plan_rows;

/* A number after a key of JSON. In a string the quotes would have backslashes. */
static double number_after(const char *key, const char *from, const char *until) {
  const char *found = strstr(from, key);
  return found && (!until || found < until) ? strtod(found + strlen(key), NULL) : 0;
}

/* The rows that each node of a plan passed on or threw away, in all its loops. */
static void add_plan(void *unused, const PGresult *notice) {
  (void)unused;
  static const char ROWS[] = "\"Actual Rows\": ", LOOPS[] = "\"Actual Loops\": ";
  static const char *const REMOVED[] = {"\"Rows Removed by Filter\": ", "\"Rows Removed by Join Filter\": ", "\"Rows Removed by Index Recheck\": "};
  const char *words = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY), *node = words ? strstr(words, ROWS) : NULL;
  while (node) {
    const char *next = strstr(node + sizeof ROWS - 1, ROWS);
    double rows = number_after(ROWS, node, next);
    for (size_t i = 0; i < sizeof REMOVED / sizeof *REMOVED; i++) rows += number_after(REMOVED[i], node, next);
    plan_rows += rows * number_after(LOOPS, node, next);
    node = next;
  }
}

/* Make a connection the one that is used. */
static void use(PGconn *made, const struct job *job, enum role role, uint32_t flags) {
  connection = made;
  connected_as = role;
  PQsetNoticeReceiver(made, add_plan, NULL);
  out_version();
  char sql[64];
  snprintf(sql, sizeof sql, "select setseed(%.9f)", (double)(job->seed % 1000000007) / 1000000007.0);
  must(connection, sql);
  if (flags & STEP_REVERSED) must(connection, "set enable_hashagg = off; set enable_seqscan = off; set enable_hashjoin = off");
}

static void become(const struct job *job, enum role role, uint32_t flags) {
  if (connection && connected_as == role && !(flags & STEP_FRESH)) return;
  if (connection) PQfinish(connection);
  use(connect_to(user_of(job, role), "judge"), job, role, flags);
}

void engine_start(const struct job *job, int has_image) {
  if (!has_image) fail("there is no image");
  unpack("image.in", "data");
  start_server(pinned_env(job->clock_s));
  PGconn *made = try_to_connect(user_of(job, job->role), "judge");
  if (PQstatus(made) == CONNECTION_OK) {
    use(made, job, job->role, 0);
    return;
  }
  /* What a script has left may refuse us: that is for the step to find. */
  PQfinish(made);
  out_tag('V');
  out_string("");
}

static void hang_up(void) {
  PQfinish(connection);
  connection = NULL;
}

static void out_columns(const PGresult *result) {
  int columns = PQnfields(result);
  char type[16];
  out_tag('C');
  out_u32(columns);
  for (int i = 0; i < columns; i++) {
    out_string(PQfname(result, i));
    snprintf(type, sizeof type, "%u", PQftype(result, i));
    out_string(type);
  }
}

static void out_row(const PGresult *result) {
  int columns = PQnfields(result);
  out_tag('R');
  for (int i = 0; i < columns; i++)
    if (PQgetisnull(result, 0, i)) out_tag('n');
    else out_value_text('s', PQgetvalue(result, 0, i), PQgetlength(result, 0, i));
}

static void out_failure(const PGresult *result) {
  const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE), *words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  out_error(code ? code : "08006", words ? words : PQresultErrorMessage(result));
}

/* Returns whether the connection can still be used. */
static int take_results(const struct job *job, const struct step *step, uint64_t *statements) {
  uint64_t rows = 0;
  int has_failed = 0;
  for (PGresult *result; (result = PQgetResult(connection)); PQclear(result)) {
    ExecStatusType status = PQresultStatus(result);
    int is_new = status == PGRES_COMMAND_OK || ((status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE) && !rows);
    if (is_new && is_one_too_many(job, step, ++*statements)) {
      PQclear(result);
      return 0;
    }
    switch (status) {
      case PGRES_SINGLE_TUPLE:
        if (!rows) out_columns(result);
        if (is_too_much(job, rows++, PQnfields(result))) {
          out_tag('L');
          PQclear(result);
          return 0;
        }
        out_row(result);
        break;
      case PGRES_TUPLES_OK:
        if (!rows) out_columns(result);
        rows = 0;
        break;
      case PGRES_COMMAND_OK:
        rows = 0;
        out_tag('N');
        out_i64(atoll(PQcmdTuples(result)));
        break;
      case PGRES_EMPTY_QUERY:
        break;
      case PGRES_COPY_IN:
      case PGRES_COPY_OUT:
      case PGRES_COPY_BOTH:
        out_error("0A000", "COPY from or to the client is not possible here");
        PQclear(result);
        return 0;
      default:
        if (!has_failed) out_failure(result);
        has_failed = 1;
        if (PQstatus(connection) != CONNECTION_OK) {
          PQclear(result);
          return 0;
        }
    }
  }
  return 1;
}

void engine_step(const struct job *job, const struct step *step) {
  become(job, step->role, step->flags);
  if (strlen(step->sql) != step->size) {
    out_error("22021", "the SQL holds a NUL");
    return;
  }
  if (!PQsendQuery(connection, step->sql) || !PQsetSingleRowMode(connection)) {
    out_error("08006", PQerrorMessage(connection));
    hang_up();
    return;
  }
  uint64_t statements = 0;
  plan_rows = 0;
  int is_well = take_results(job, step, &statements);
  if (is_well && step->flags & STEP_COMMIT && PQtransactionStatus(connection) == PQTRANS_INTRANS) PQclear(PQexec(connection, "commit"));
  if (!is_well) hang_up();
  /* A statement may hide the plans of others, never its own from the count. */
  out_tag('K');
  out_i64(is_well && statements == 1 ? plan_rows : 0);
}

void engine_save(void) {
  if (connection) hang_up();
  save();
}
