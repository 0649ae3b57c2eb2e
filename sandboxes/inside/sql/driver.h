/* What runs inside a box for SQL: one small program an engine.
 *
 * It reads the opening on standard input, brings the engine up on the database
 * image in the file `image.in` (if there is one), connects, and says its version:
 * it is ready. Then it reads the job, which may come much later, takes its steps,
 * and writes what came of them to descriptor 3. It compares nothing and knows of
 * no expected answer. All integers are little-endian.
 *
 *   opening := i64 clock_s, u64 seed, u64 memory_bytes, u32 role, u32 writes, u32 counts
 *   job    := u64 row_limit, u32 most_statements, u32 steps, step*
 *   step   := u32 role, u32 flags, text sql
 *   text   := u32 size, bytes
 *   output := record*, each a tag and its fields:
 *     'V' text                  version of the engine
 *     'S' u32                   a step begins
 *     'C' u32 n, (text, text)*n a result: names and types of its columns
 *     'R' value*n               a row: n | i i64 | f double | s text | b text
 *     'L'                       the result has more rows than the limit, or
 *                               more cells than MOST_CELLS
 *     'N' i64                   rows that a statement changed
 *     'E' text, text            the step failed: code, message
 *     'K' u64                   work done by the step, in the engine's own count; 0: not counted
 *     'Z'                       the step is over
 *     'F' text                  our own failure: nothing after this counts
 */
#ifndef DRIVER_H
#define DRIVER_H

#include <stddef.h>
#include <stdint.h>

enum role { ROLE_READER, ROLE_WRITER, ROLE_TRUSTED, ROLE_SETUP };
enum step_flag { STEP_FRESH = 1, STEP_COMMIT = 2, STEP_REVERSED = 4 };

struct step {
  uint32_t role, flags;
  char *sql; /* ends with a NUL beyond its size */
  uint32_t size;
};

struct job {
  int64_t clock_s;
  uint64_t seed, memory_bytes, row_limit;
  uint32_t role;   /* of the first step */
  uint32_t writes; /* whether any step may do more than read */
  uint32_t counts; /* whether work is counted where that costs something; of the first step alone */
  uint32_t most_statements, step_count;
  struct step *steps;
};

/* What each engine offers (one file each). */
void engine_base(void);                                        /* make an empty image: write `image` */
void engine_start(const struct job *job, int has_image);       /* come up on `image.in`, and connect for the first step */
void engine_step(const struct job *job, const struct step *step);
void engine_save(void);                                        /* write the image as it now is to `image` */

/* driver.c: writing. */
void out_tag(char tag);
void out_u32(uint32_t value);
void out_i64(int64_t value);
void out_double(double value);
void out_text(const char *text, size_t size);
void out_string(const char *text);
void out_value_text(char tag, const char *text, size_t size);
void out_error(const char *code, const char *message);
void out_flush(void);
int is_one_too_many(const struct job *job, const struct step *step, uint64_t statement); /* says so, if it is */
int is_too_much(const struct job *job, uint64_t rows, uint64_t columns); /* one more row would be */
void fail(const char *what) __attribute__((noreturn)); /* our own failure */

/* files.c: a directory as one file, and back; what else servers need. */
void *read_file(const char *path, size_t *size); /* NULL if there is none */
void write_file(const char *path, const void *data, size_t size);
void pack(const char *folder, const char *path);
void unpack(const char *path, const char *folder);
int run_program(char *const argv[], char *const env[], const char *log); /* returns its exit code */
int start_program(char *const argv[], char *const env[], const char *log); /* returns its process id */
void fail_with_log(const char *what, const char *log) __attribute__((noreturn));
void nap(void); /* half a millisecond */

#endif
