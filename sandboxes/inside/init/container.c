/* In a container: from a process that an engine started to a box like any
 * other. It calls the host, enters namespaces of its own, in which alone it has
 * capabilities, and lays out a root that shows what the host names and nothing
 * else of the container. */
#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROOT "/.verifier/root"
#define FILES ROOT "/.files"
#define PLACES_OPTIONS "size=4096,mode=0755"
enum { MAX_PATH = 4200 };
enum item_kind { ITEM_BIND = 1, ITEM_DEVICE = 2, ITEM_LINK = 3, ITEM_FILE = 4, ITEM_PLACE = 5 };

static int host = -1;

/* Tell the host, which waits for a word that we are ready. */
static __attribute__((noreturn)) void give_up(const char *what) {
  int error = errno;
  answer(host, ANSWER_FAILED, error);
  write_all(host, what, strlen(what));
  _exit(125);
}

static int call_host(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (strlen(path) >= sizeof address.sun_path) die("control socket: too long a path");
  strcpy(address.sun_path, path);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address)) die("control socket");
  return fd;
}

/* Some ids belong to an engine's own users: then ours are among the rest that it has. */
static uint32_t possible_id(uint32_t wanted) {
  unsigned long long inside, outside, count, top = 0;
  FILE *map = fopen("/proc/self/uid_map", "re");
  if (!map) give_up("read uid_map");
  while (fscanf(map, "%llu %llu %llu", &inside, &outside, &count) == 3)
    if (inside + count > top) top = inside + count;
  fclose(map);
  return wanted + 1 < top ? wanted : top / 2 + wanted % (top / 2 - 1);
}

static void write_map(pid_t pid, const char *name, const char *map) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, map, strlen(map)) != (ssize_t)strlen(map)) give_up(name);
  close(fd);
}

/* Two ids can be mapped by somebody outside alone: a child that stays there. */
static void enter_namespaces(uint32_t id) {
  int line[2], status;
  char map[128], word = 0;
  snprintf(map, sizeof map, "0 %u 1\n%u %u 1\n", id, candidate_id, id + 1);
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line)) give_up("socketpair");
  pid_t self = getpid(), helper = fork();
  if (helper < 0) give_up("fork");
  if (!helper) {
    close(line[0]);
    if (read_exactly(line[1], &word, 1)) _exit(0);
    write_map(self, "uid_map", map);
    write_map(self, "gid_map", map);
    _exit(0);
  }
  close(line[1]);
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS)) give_up("unshare: user namespaces");
  write_all(line[0], &word, 1);
  while (waitpid(helper, &status, 0) < 0 && errno == EINTR) {}
  close(line[0]);
  if (status) _exit(125); /* it has told */
  if (setgroups(0, NULL) || setresgid(0, 0, 0) || setresuid(0, 0, 0)) give_up("own ids");
}

static void make_parents(const char *path) {
  char part[MAX_PATH];
  snprintf(part, sizeof part, "%s", path);
  for (char *slash = strchr(part + sizeof ROOT, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    if (mkdir(part, 0755) && errno != EEXIST) give_up(part);
    *slash = '/';
  }
}

static void make_file(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (fd < 0) give_up(path);
  write_all(fd, text, strlen(text));
  close(fd);
}

static void bind_to(const char *source, const char *path) {
  if (mount(source, path, NULL, MS_BIND | MS_REC, NULL)) give_up(source);
}

/* Flags that the container has set cannot be taken back, and must be named. */
static void seal(const char *path) {
  struct statvfs now;
  unsigned long flags = MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID;
  if (statvfs(path, &now)) give_up(path);
  if (now.f_flag & ST_NODEV) flags |= MS_NODEV;
  if (now.f_flag & ST_NOEXEC) flags |= MS_NOEXEC;
  if (mount(NULL, path, NULL, flags, NULL)) give_up("seal");
}

static void show(const char *source, const char *path) {
  char target[MAX_PATH];
  struct stat info;
  if (lstat(source, &info)) {
    if (errno != ENOENT && errno != ENOTDIR) give_up(source);
    return;
  }
  if (S_ISLNK(info.st_mode)) {
    ssize_t size = readlink(source, target, sizeof target - 1);
    if (size < 0) give_up(source);
    target[size] = 0;
    if (symlink(target, path)) give_up(path);
    return;
  }
  if (S_ISDIR(info.st_mode)) {
    if (mkdir(path, 0755) && errno != EEXIST) give_up(path);
  } else {
    make_file(path, "");
  }
  bind_to(source, path);
  seal(path);
}

/* A file of ours; what an engine puts in its place in every container is covered. */
static void show_text(const char *text, const char *path, int number) {
  char own[64];
  if (access(path, F_OK)) {
    make_file(path, text);
    return;
  }
  snprintf(own, sizeof own, FILES "/%d", number);
  make_file(own, text);
  bind_to(own, path);
  seal(path);
}

static void lay_out(uint32_t kind, const char *source, const char *below, int number) {
  char path[MAX_PATH];
  snprintf(path, sizeof path, ROOT "%s", below);
  make_parents(path);
  switch (kind) {
    case ITEM_BIND: show(source, path); break;
    case ITEM_DEVICE: make_file(path, ""), bind_to(source, path); break;
    case ITEM_LINK:
      if (symlink(source, path)) give_up(path);
      break;
    case ITEM_FILE: show_text(source, path, number); break;
    case ITEM_PLACE:
      if (mkdir(path, 0755) && errno != EEXIST) give_up(path);
      if (mount("place", path, "tmpfs", MS_NOSUID | MS_NODEV, PLACES_OPTIONS)) give_up(path);
      break;
    default: errno = EINVAL, give_up("layout");
  }
}

static void change_root(void) {
  if (mkdir(ROOT "/proc", 0755)) give_up("proc");
  bind_to("/proc", ROOT "/proc"); /* a run may mount its own where a whole one is seen */
  if (mount(NULL, ROOT, NULL, MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL)) give_up("seal root");
  if (chdir(ROOT) || syscall(SYS_pivot_root, ".", ".") || umount2(".", MNT_DETACH) || chdir("/")) give_up("change root");
}

/* Go on as any other init. A new program's memory belongs to the namespace in
 * which it is started: only so may warm interpreters, who have no rights
 * outside, enter a run's namespaces. */
static __attribute__((noreturn)) void start_again(int program, const char *candidate) {
  char control[16], name[] = "init", id[16];
  snprintf(control, sizeof control, "%d", host);
  snprintf(id, sizeof id, "%s", candidate);
  char *argv[] = {name, control, id, NULL}, *env[] = {NULL};
  if (fcntl(host, F_SETFD, 0)) give_up("control socket");
  syscall(SYS_execveat, program, "", argv, env, AT_EMPTY_PATH);
  give_up("start again");
}

void enter_container(const char *path, const char *candidate) {
  struct frame frame;
  host = call_host(path);
  int program = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (program < 0 || read_frame(host, &frame) || frame.kind != FRAME_LAYOUT) die("layout");
  enter_namespaces(possible_id(take_u32(&frame)));
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) give_up("private mounts");
  if (mount("root", ROOT, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=0755") || mkdir(FILES, 0700)) give_up("root");
  uint32_t count = take_u32(&frame);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t kind = take_u32(&frame);
    const char *source = take_string(&frame), *below = take_string(&frame);
    lay_out(kind, source, below, i);
  }
  change_root();
  start_again(program, candidate);
}
