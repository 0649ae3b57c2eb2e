/* A directory as one file, and what else engines with a server need.
 *
 * Zero blocks are left out, so that preallocated files cost nothing.
 *   archive := entry*; entry := u32 path_size, u32 mode, u64 size, path, block*
 *   block   := u64 offset, u32 length, bytes; one of length 0 ends the file
 */
#include "driver.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 4096, STRETCH = 16 };

void nap(void) { nanosleep(&(struct timespec){0, 500000}, NULL); }

void *read_file(const char *path, size_t *size) {
  struct stat info;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &info)) return NULL;
  char *data = malloc(info.st_size + 1);
  if (!data) fail("out of memory");
  for (*size = 0; *size < (size_t)info.st_size;) {
    ssize_t got = read(fd, data + *size, info.st_size - *size);
    if (got <= 0) fail("cannot read the image");
    *size += got;
  }
  close(fd);
  return data;
}

void write_file(const char *path, const void *data, size_t size) {
  FILE *file = fopen(path, "we");
  if (!file || fwrite(data, 1, size, file) != size || fclose(file)) fail("cannot write the image");
}

static FILE *archive;
static size_t root_size;

static void put(const void *data, size_t size) {
  if (fwrite(data, 1, size, archive) != size) fail("cannot write the image");
}

static int is_zero(const char *block, size_t size) {
  for (size_t i = 0; i < size; i++)
    if (block[i]) return 0;
  return 1;
}

static int pack_one(const char *path, const struct stat *info, int kind, struct FTW *walk) {
  (void)walk;
  const char *name = path + root_size;
  if (!*name || (kind != FTW_F && kind != FTW_D)) return 0;
  if (!S_ISREG(info->st_mode) && !S_ISDIR(info->st_mode)) return 0; /* sockets */
  uint32_t head[2] = {strlen(++name), info->st_mode};
  uint64_t size = kind == FTW_F ? info->st_size : 0;
  put(head, sizeof head), put(&size, sizeof size), put(name, head[0]);
  if (kind == FTW_D) return 0;
  static char data[BLOCK * STRETCH];
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) fail("cannot read the data directory");
  uint64_t offset = 0;
  for (ssize_t got; (got = read(fd, data, sizeof data)) > 0; offset += got)
    for (ssize_t begin = 0; begin < got;) {
      ssize_t stop = begin;
      while (stop < got && !is_zero(data + stop, got - stop < BLOCK ? got - stop : BLOCK)) stop += BLOCK;
      if (stop > got) stop = got;
      if (stop == begin) {
        begin += BLOCK;
        continue;
      }
      uint64_t where = offset + begin;
      uint32_t length = stop - begin;
      put(&where, sizeof where), put(&length, sizeof length), put(data + begin, length);
      begin = stop;
    }
  close(fd);
  uint64_t where = 0;
  uint32_t none = 0;
  put(&where, sizeof where), put(&none, sizeof none);
  return 0;
}

void pack(const char *folder, const char *path) {
  root_size = strlen(folder);
  archive = fopen(path, "we");
  if (!archive || nftw(folder, pack_one, 32, FTW_PHYS) || fclose(archive)) fail("cannot pack the data directory");
}

void unpack(const char *path, const char *folder) {
  struct stat info;
  int root = -1, file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0 || fstat(file, &info)) fail("there is no image");
  /* Mapped whole: a read would copy it, and fault a page at a time. */
  char *data = mmap(NULL, info.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0), *at = data, *end = data + info.st_size;
  close(file);
  if (data == MAP_FAILED || mkdir(folder, 0700) || (root = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0) fail("cannot unpack the image");
  while (at < end) {
    uint32_t head[2];
    uint64_t whole;
    char name[4096];
    memcpy(head, at, sizeof head), at += sizeof head;
    memcpy(&whole, at, sizeof whole), at += sizeof whole;
    if (head[0] >= sizeof name) fail("the image is damaged");
    memcpy(name, at, head[0]), name[head[0]] = 0, at += head[0];
    if (S_ISDIR(head[1])) {
      if (mkdirat(root, name, head[1] & 0777)) fail("cannot unpack the image");
      continue;
    }
    int fd = openat(root, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, head[1] & 0777);
    if (fd < 0 || (whole && ftruncate(fd, whole))) fail("cannot unpack the image: no room");
    for (;;) {
      uint64_t where;
      uint32_t length;
      memcpy(&where, at, sizeof where), at += sizeof where;
      memcpy(&length, at, sizeof length), at += sizeof length;
      if (!length) break;
      if (pwrite(fd, at, length, where) != (ssize_t)length) fail("cannot unpack the image: no room");
      at += length;
    }
    close(fd);
  }
  close(root);
  munmap(data, info.st_size);
}

int start_program(char *const argv[], char *const env[], const char *log) {
  pid_t pid = fork();
  if (pid < 0) fail("cannot fork");
  if (pid) return pid;
  int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(open("/dev/null", O_RDONLY), 0), dup2(fd, 1), dup2(fd, 2);
  for (int other = 3; other < 64; other++) close(other); /* above all the reply */
  execve(argv[0], argv, env);
  _exit(127);
}

int run_program(char *const argv[], char *const env[], const char *log) {
  pid_t pid = start_program(argv, env, log);
  int status;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) fail("cannot wait");
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void fail_with_log(const char *what, const char *log) {
  char text[2048];
  size_t size = 0;
  char *data = read_file(log, &size);
  size_t from = size > 1500 ? size - 1500 : 0;
  snprintf(text, sizeof text, "%s: %.*s", what, (int)(size - from), data ? data + from : "");
  fail(text);
}
