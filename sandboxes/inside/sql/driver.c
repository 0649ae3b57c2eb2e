/* Reads the job, takes its steps, writes records; the same for every engine. */
#include "driver.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REPLY_FD = 3, MOST_CELLS = 2000000 /* what whoever reads them should have to bear */ };
static char buffer[1 << 16];
static size_t filled;

void out_flush(void) {
  for (size_t done = 0; done < filled;) {
    ssize_t put = write(REPLY_FD, buffer + done, filled - done);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) _exit(1);
    done += put;
  }
  filled = 0;
}

static void out(const void *data, size_t size) {
  const char *at = data;
  while (size) {
    size_t room = sizeof buffer - filled, part = size < room ? size : room;
    memcpy(buffer + filled, at, part);
    filled += part, at += part, size -= part;
    if (filled == sizeof buffer) out_flush();
  }
}

void out_tag(char tag) { out(&tag, 1); }
void out_u32(uint32_t value) { out(&value, sizeof value); }
void out_i64(int64_t value) { out(&value, sizeof value); }
void out_double(double value) { out(&value, sizeof value); }

void out_text(const char *text, size_t size) {
  if (size > UINT32_MAX) fail("a value is too large");
  out_u32(size);
  out(text, size);
}

void out_string(const char *text) { out_text(text ? text : "", text ? strlen(text) : 0); }

void out_value_text(char tag, const char *text, size_t size) {
  out_tag(tag);
  out_text(text, size);
}

void out_error(const char *code, const char *message) {
  out_tag('E');
  out_string(code);
  out_string(message);
}

int is_too_much(const struct job *job, uint64_t rows, uint64_t columns) { return rows >= job->row_limit || (rows + 1) * columns > MOST_CELLS; }

/* The statements of tests are not bounded but by their limits. */
int is_one_too_many(const struct job *job, const struct step *step, uint64_t statement) {
  char words[64];
  if (statement <= job->most_statements || step->role == ROLE_TRUSTED || step->role == ROLE_SETUP) return 0;
  snprintf(words, sizeof words, "more than %u statements", job->most_statements);
  out_error("statements", words);
  return 1;
}

void fail(const char *what) {
  static int is_failing;
  if (!is_failing++) {
    out_tag('F');
    out_string(what);
    out_flush();
  }
  _exit(1);
}

static char *input, *at, *end;

static void take(void *to, size_t size) {
  if (size > (size_t)(end - at)) fail("the job is cut off");
  memcpy(to, at, size);
  at += size;
}

static uint32_t take_u32(void) {
  uint32_t value;
  take(&value, sizeof value);
  return value;
}

static uint64_t take_u64(void) {
  uint64_t value;
  take(&value, sizeof value);
  return value;
}

static char *take_text(uint32_t *size) {
  *size = take_u32();
  char *text = malloc((size_t)*size + 1);
  if (!text) fail("out of memory");
  take(text, *size);
  text[*size] = 0;
  return text;
}

static void read_opening(struct job *job) {
  char opening[8 + 8 + 8 + 4 + 4 + 4];
  for (size_t size = 0; size < sizeof opening;) {
    ssize_t got = read(0, opening + size, sizeof opening - size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) fail("there is no opening");
    size += got;
  }
  at = opening, end = opening + sizeof opening;
  job->clock_s = take_u64();
  job->seed = take_u64();
  job->memory_bytes = take_u64();
  job->role = take_u32();
  job->writes = take_u32();
  job->counts = take_u32();
}

static void read_job(struct job *job) {
  size_t size = 0, room = 1 << 16;
  input = malloc(room);
  for (ssize_t got; input && (got = read(0, input + size, room - size));) {
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("cannot read the job");
    if ((size += got) == room) input = realloc(input, room *= 2);
  }
  if (!input) fail("out of memory");
  at = input, end = input + size;
  job->row_limit = take_u64();
  job->most_statements = take_u32();
  job->step_count = take_u32();
  job->steps = calloc((size_t)job->step_count + 1, sizeof *job->steps);
  if (!job->steps) fail("out of memory");
  for (uint32_t i = 0; i < job->step_count; i++) {
    struct step *step = &job->steps[i];
    step->role = take_u32();
    step->flags = take_u32();
    step->sql = take_text(&step->size);
  }
  free(input);
}

/* usage: driver base | build | run */
int main(int argc, char **argv) {
  struct job job = {0};
  if (argc != 2) return 2;
  if (!strcmp(argv[1], "base")) {
    engine_base();
    return 0;
  }
  read_opening(&job);
  engine_start(&job, access("image.in", R_OK) == 0);
  out_flush();
  read_job(&job);
  /* The connection that was made for the first step is as fresh as can be. */
  if (job.step_count && !(job.steps[0].flags & STEP_REVERSED)) job.steps[0].flags &= ~STEP_FRESH;
  for (uint32_t i = 0; i < job.step_count; i++) {
    out_tag('S');
    out_u32(i);
    out_flush(); /* who is killed in a step is known to have begun it */
    engine_step(&job, &job.steps[i]);
    out_tag('Z');
    out_flush();
  }
  if (!strcmp(argv[1], "build")) engine_save();
  out_flush();
  _exit(0); /* not exit: the engine's own cleaning up would be for nothing */
}
