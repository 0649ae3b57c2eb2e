/* Puts what a warm Python holds into large pages, so that its forks are cheap.
 *
 * A fork copies an entry for each small page, and the child maps the
 * interpreter's code anew, piece by piece: both are most of what a short run
 * costs. Memory that lies together is copied at once (Linux 6.9), and code in
 * pages of 2 MiB needs neither. Where the kernel cannot do it (before 6.1),
 * or is short of such pages, all stays as it is. */
#include "pages.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

enum { MOST_REGIONS = 256, SMALL_PAGE = 4096 };
#define HUGE_PAGE ((size_t)2 << 20)
#define LEAST_BYTES ((size_t)64 << 10)
#define MOST_BYTES ((size_t)128 << 20)

struct region {
  uintptr_t from;
  size_t size;
  int protection;
};

struct mapping {
  unsigned long from, to, anonymous_kib;
  char rights[8], path[256];
};

static size_t up(size_t value) { return (value + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE; }

/* Whether memory is our own, for the most part: what was only mapped so far costs a fork nothing. */
static int is_data(const struct mapping *it) {
  size_t size = it->to - it->from;
  int is_ours = it->rights[0] == 'r' && it->rights[3] == 'p' && it->path[0] != '[';
  return (is_ours || !strcmp(it->path, "[heap]")) && size >= LEAST_BYTES && (it->anonymous_kib << 10) >= size / 4 * 3;
}

/* Note the memory to move, and where the interpreter's own code is. */
static int look(struct region *data, struct region *code) {
  char line[512], program[256] = "";
  int count = 0;
  struct mapping it = {0}, next = {0};
  FILE *maps = fopen("/proc/self/smaps", "re");
  if (!maps || readlink("/proc/self/exe", program, sizeof program - 1) < 0) return -1;
  for (int more = 1; more;) {
    more = fgets(line, sizeof line, maps) != NULL;
    sscanf(line, "Anonymous: %lu", &it.anonymous_kib);
    next.path[0] = '\0';
    if (more && sscanf(line, "%lx-%lx %7s %*s %*s %*s %255s", &next.from, &next.to, next.rights, next.path) < 3) continue;
    int protection = PROT_READ | (it.rights[1] == 'w' ? PROT_WRITE : 0) | (it.rights[2] == 'x' ? PROT_EXEC : 0);
    if (is_data(&it) && count < MOST_REGIONS) data[count++] = (struct region){it.from, it.to - it.from, protection};
    if (it.rights[1] == '-' && !strcmp(it.path, program)) {
      if (!code->size) code->from = it.from;
      code->size = it.to - code->from;
    }
    it = next, it.anonymous_kib = 0;
  }
  fclose(maps);
  return count;
}

/* Memory of nothing but large pages, or NULL. */
static char *large_pages(size_t size) {
  char *raw = mmap(NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (raw == MAP_FAILED) return NULL;
  char *made = (char *)up((uintptr_t)raw);
  if (made > raw) munmap(raw, made - raw);
  munmap(made + size, HUGE_PAGE - (made - raw));
  for (size_t at = 0; at < size; at += HUGE_PAGE) *(volatile char *)(made + at) = 0;
  if (!madvise(made, size, MADV_COLLAPSE)) return made;
  munmap(made, size);
  return NULL;
}

/* Put a copy into the place of what it was made of. Nothing is written between
 * the copy and the move but our stack: one thread, and no call that is looked up late. */
static void put(char *copy, const struct region *region) {
  memcpy(copy, (void *)region->from, region->size);
  if (region->protection != (PROT_READ | PROT_WRITE)) mprotect(copy, region->size, region->protection);
  mremap(copy, region->size, region->size, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)region->from);
}

void settle_pages(void) {
  struct region data[MOST_REGIONS], code = {0};
  int count = look(data, &code);
  size_t code_end = (code.from + code.size) / HUGE_PAGE * HUGE_PAGE, size = 0;
  code = (struct region){up(code.from), 0, PROT_READ | PROT_EXEC};
  if (code_end > code.from) code.size = code_end - code.from;
  for (int i = 0; i < count; i++) size += data[i].size;
  char *pages = count > 0 && size <= MOST_BYTES ? large_pages(code.size + up(size)) : NULL;
  if (!pages) return;
  if (code.size) put(pages, &code);
  pages += code.size;
  /* Whole large pages of data would be taken apart in each child, with its first write to each. */
  for (size_t at = 0; at < size; at += HUGE_PAGE) {
    mprotect(pages + at, SMALL_PAGE, PROT_READ), mprotect(pages + at, SMALL_PAGE, PROT_READ | PROT_WRITE);
  }
  char *at = pages;
  for (int i = 0; i < count; at += data[i++].size) put(at, &data[i]);
  if (up(size) > size) munmap(at, up(size) - size);
}
