/* Files into a run and back out of it. Only paths that the host made are
 * opened, below directories that the candidate cannot replace while we look,
 * and never through a symbolic link. */
#include "init.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define STORE "/store"
#define SCRATCH "/scratch"
#define PROGRAMS "/verifier"
enum { BIND_FROM_BYTES = 64 * 1024, MAX_DEPTH = 32, MAX_COLLECTED = 10000 };

struct files stored;
static int store_is_used;

/* Keep files for later runs: small ones in memory, large ones on the store. */
void store_files(struct files files) {
  for (uint32_t i = 0; i < stored.count; i++) free(stored.items[i].path), free(stored.items[i].data);
  free(stored.items);
  stored = files;
  if (store_is_used && umount2(STORE, MNT_DETACH)) die("store: unmount");
  store_is_used = 0;
  for (uint32_t i = 0; i < files.count; i++) {
    struct file *file = &files.items[i];
    const char *data = file->data;
    file->data = NULL;
    file->path = strdup(file->path); /* the frame is about to go */
    if (!file->path) die("store: out of memory");
    if (file->size < BIND_FROM_BYTES) {
      file->data = malloc(file->size + 1);
      if (!file->data) die("store: out of memory");
      memcpy(file->data, data, file->size);
      continue;
    }
    if (!store_is_used && mount("store", STORE, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0711")) die("store: mount");
    store_is_used = 1;
    char path[64];
    snprintf(path, sizeof path, STORE "/%u", i);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) die("store: open");
    write_all(fd, data, file->size);
    if (fchmod(fd, (file->mode & 0555) | 0444)) die("store: chmod");
    close(fd);
  }
}

/* Lay out the programs of ours, for all runs to read. */
void install_files(const struct files *files) {
  if (mount("verifier", PROGRAMS, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755")) die("programs: mount");
  for (uint32_t i = 0; i < files->count; i++) {
    const struct file *file = &files->items[i];
    char path[4200];
    snprintf(path, sizeof path, PROGRAMS "/%s", file->path);
    for (char *slash = strchr(path + sizeof PROGRAMS, '/'); slash; slash = strchr(slash + 1, '/')) {
      *slash = 0;
      if (mkdir(path, 0755) && errno != EEXIST) die("programs: mkdir");
      *slash = '/';
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0) die("programs: open");
    write_all(fd, file->data, file->size);
    close(fd);
  }
  if (mount(NULL, PROGRAMS, NULL, MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL)) die("programs: remount");
}

/* Take away what lies where a later file goes: the later one wins. Nobody but
 * us has been in these directories yet. */
static void make_way(int root, const char *path, const char *box) {
  if (!unlinkat(root, path, 0)) return;
  if (errno == EBUSY) { /* a bound file */
    char covered[4400];
    snprintf(covered, sizeof covered, "%s/%s", box, path);
    if (umount2(covered, MNT_DETACH | UMOUNT_NOFOLLOW) || unlinkat(root, path, 0)) fail_setup(path);
    return;
  }
  if (errno != EISDIR) return; /* nothing is there */
  int fd = openat(root, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  DIR *folder = fd < 0 ? NULL : fdopendir(fd);
  if (!folder) fail_setup(path);
  for (struct dirent *entry; (entry = readdir(folder));) {
    char below[4200];
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    snprintf(below, sizeof below, "%s/%s", path, entry->d_name);
    make_way(root, below, box);
  }
  closedir(folder);
  if (unlinkat(root, path, AT_REMOVEDIR)) fail_setup(path);
}

static void make_parents(int root, const char *path, const char *box) {
  char part[4096];
  struct stat info;
  snprintf(part, sizeof part, "%s", path);
  for (char *slash = strchr(part, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    if (mkdirat(root, part, 0755)) {
      if (errno != EEXIST || fstatat(root, part, &info, AT_SYMLINK_NOFOLLOW)) fail_setup(part);
      if (!S_ISDIR(info.st_mode)) {
        make_way(root, part, box);
        if (mkdirat(root, part, 0755)) fail_setup(part);
      }
    }
    *slash = '/';
  }
}

static void lay_out(int root, const struct files *files, const char *box) {
  for (uint32_t i = 0; i < files->count; i++) {
    const struct file *file = &files->items[i];
    make_parents(root, file->path, box);
    make_way(root, file->path, box);
    int fd = openat(root, file->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, file->mode);
    if (fd < 0) fail_setup(file->path);
    if (file->data) {
      if (file->size && write(fd, file->data, file->size) != (ssize_t)file->size) fail_setup(file->path);
    } else {
      char from[64], to[4400];
      snprintf(from, sizeof from, STORE "/%u", i);
      snprintf(to, sizeof to, "%s/%s", box, file->path);
      if (mount(from, to, NULL, MS_BIND, NULL)) fail_setup("bind a stored file");
      if (mount(NULL, to, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL)) fail_setup("seal a stored file");
    }
    close(fd);
  }
}

static void show(const char *from, const char *to) {
  if (mount(from, to, NULL, MS_BIND | MS_REC, NULL)) fail_setup(to);
}

/* One tmpfs holds all that a run can write, so one size and one number of
 * inodes bound it; it is born with the run and dies with its namespace. */
void lay_out_scratch(const struct run *run) {
  char options[160];
  uint64_t own_bytes = 0, own_files = 8 + run->folder_count;
  const struct files *both[] = {&stored, &run->files};
  for (int k = 0; k < 2; k++)
    for (uint32_t i = 0; i < both[k]->count; i++) {
      own_files += 2;
      for (const char *at = both[k]->items[i].path; *at; at++) own_files += *at == '/';
      if (both[k]->items[i].data) own_bytes += both[k]->items[i].size + 4096;
    }
  snprintf(options, sizeof options, "size=%llu,nr_inodes=%llu,mode=0711", (unsigned long long)(run->scratch_bytes + own_bytes + 16384),
           (unsigned long long)(run->scratch_files + own_files));
  if (mount("scratch", SCRATCH, "tmpfs", MS_NOSUID | MS_NODEV, options)) fail_setup("mount scratch");
  umask(0);
  if (mkdir(SCRATCH "/box", 0755) || mkdir(SCRATCH "/tmp", 01777) || mkdir(SCRATCH "/shm", 01777)) fail_setup("make scratch");
  if (chown(SCRATCH "/box", candidate_id, candidate_id)) fail_setup("own scratch");
  int root = open(SCRATCH "/box", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (root < 0) fail_setup("open scratch");
  setfsgid(candidate_id), setfsuid(candidate_id); /* what we make is the candidate's own */
  for (uint32_t i = 0; i < run->folder_count; i++) {
    make_parents(root, run->folders[i], SCRATCH "/box");
    if (mkdirat(root, run->folders[i], 0755) && errno != EEXIST) fail_setup(run->folders[i]);
  }
  lay_out(root, &stored, SCRATCH "/box");
  lay_out(root, &run->files, SCRATCH "/box");
  setfsuid(geteuid()), setfsgid(getegid());
  umask(022);
  close(root);
  show(SCRATCH "/box", "/box");
  show(SCRATCH "/tmp", "/tmp");
  show(SCRATCH "/tmp", "/var/tmp");
  show(SCRATCH "/shm", "/dev/shm");
  if (umount2(SCRATCH, MNT_DETACH)) fail_setup("hide scratch");
  /* A room needs it for the next run. */
  if (store_is_used && !(run->flags & RUN_STAY) && umount2(STORE, MNT_DETACH)) fail_setup("hide the store");
}

/* Take a run's scratch space away with all that is in it, and its view of
 * processes; everybody who had something open there is dead. */
void clear_scratch(void) {
  static const char *const places[] = {"/proc", "/dev/shm", "/var/tmp", "/tmp", "/box"};
  for (unsigned i = 0; i < sizeof places / sizeof *places; i++)
    if (umount2(places[i], MNT_DETACH)) _exit(125);
}

static void lose(const struct run *run, const char *path, const char *why) {
  char text[4400];
  int size = snprintf(text, sizeof text, "%s: %s", path, why);
  if (size >= (int)sizeof text) size = sizeof text - 1;
  uint32_t head[2] = {RESULT_LOST, size};
  write_all(run->result_fd, head, sizeof head);
  write_all(run->result_fd, text, size);
}

struct collection { const struct run *run; uint64_t bytes; uint32_t count; };

static int carry(struct collection *all, int fd, const char *path, const struct stat *info) {
  if ((all->bytes += info->st_size) > all->run->collect_bytes || ++all->count > MAX_COLLECTED) {
    lose(all->run, path, "too large to keep");
    return -1;
  }
  uint32_t length = strlen(path);
  struct { uint32_t kind, path_length, mode, zero; uint64_t size; } head = {RESULT_FILE, length, info->st_mode & 0777, 0, info->st_size};
  write_all(all->run->result_fd, &head, sizeof head);
  write_all(all->run->result_fd, path, length);
  static char block[1 << 16];
  for (uint64_t left = info->st_size; left;) {
    ssize_t got = read(fd, block, left < sizeof block ? left : sizeof block);
    if (got <= 0) _exit(125); /* cannot be: nobody else lives to cut the file */
    write_all(all->run->result_fd, block, got);
    left -= got;
  }
  return 0;
}

static int carry_path(struct collection *all, int root, const char *path, int depth) {
  struct open_how how = {.flags = O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
  struct stat info;
  int fd = syscall(SYS_openat2, root, path, &how, sizeof how), bad = 0;
  if (fd < 0 || fstat(fd, &info)) {
    lose(all->run, path, errno == ENOENT ? "was not made" : "is not a plain file");
    return -1;
  }
  if (S_ISREG(info.st_mode)) {
    bad = carry(all, fd, path, &info);
    close(fd);
    return bad;
  }
  DIR *folder = S_ISDIR(info.st_mode) && depth < MAX_DEPTH ? fdopendir(fd) : NULL;
  if (!folder) {
    lose(all->run, path, "is not a plain file");
    close(fd);
    return -1;
  }
  for (struct dirent *entry; !bad && (entry = readdir(folder));) {
    char below[4200];
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    if (snprintf(below, sizeof below, "%s/%s", path, entry->d_name) >= (int)sizeof below) continue;
    bad = carry_path(all, root, below, depth + 1);
  }
  closedir(folder);
  return bad;
}

/* Called when no process but us is left in the run. */
void bring_back(const struct run *run) {
  struct collection all = {run, 0, 0};
  int root = open("/box", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (root < 0) _exit(125);
  /* What one path lacks does not keep back the others; only room does. */
  for (uint32_t i = 0; i < run->collect_count; i++)
    if (carry_path(&all, root, run->collect[i], 0) && (all.bytes > run->collect_bytes || all.count > MAX_COLLECTED)) break;
  close(root);
}
