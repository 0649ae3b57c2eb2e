/* One run: pid 1 of fresh namespaces, and the command as pid 2. */
#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/securebits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ABOVE_TARGETS = 32 };
static int report_fd = -1;

static void report(uint32_t kind, const char *text, uint32_t size) {
  char entry[256];
  if (size > sizeof entry - 8) size = sizeof entry - 8;
  memcpy(entry, &kind, 4), memcpy(entry + 4, &size, 4), memcpy(entry + 8, text, size);
  write_all(report_fd, entry, size + 8);
}

/* The run cannot start, through no fault of the command. */
void fail_setup(const char *what) {
  char text[240];
  int error = errno, size = snprintf(text, sizeof text, "%s: %s", what, strerror(error));
  report(RESULT_SETUP, text, size < (int)sizeof text ? size : (int)sizeof text - 1);
  _exit(125);
}

static int64_t now_us(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

static void cap(int resource, uint64_t value) {
  struct rlimit limit;
  if (getrlimit(resource, &limit)) fail_setup("getrlimit");
  if (limit.rlim_max < value) value = limit.rlim_max; /* hard limits can only go down */
  limit.rlim_cur = limit.rlim_max = value;
  if (setrlimit(resource, &limit)) fail_setup("setrlimit");
}

static void set_rlimits(const struct run *run) {
  if (run->cpu_s) cap(RLIMIT_CPU, run->cpu_s);
  if (run->file_bytes) cap(RLIMIT_FSIZE, run->file_bytes);
  if (run->stack_bytes) cap(RLIMIT_STACK, run->stack_bytes);
  if (run->address_bytes) cap(RLIMIT_AS, run->address_bytes);
  if (run->processes) cap(RLIMIT_NPROC, run->processes);
  cap(RLIMIT_CORE, 1); /* not 0: a program that the machine pipes cores to is started at any limit but 1 */
  cap(RLIMIT_NOFILE, 512);
  cap(RLIMIT_MEMLOCK, 64 * 1024);
  cap(RLIMIT_MSGQUEUE, 64 * 1024);
}

/* Nothing that the command does can bring back what is given away here. */
static void drop_privileges(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[2] = {{0}};
  for (int capability = 0; capability <= 63; capability++) prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  if (prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED, 0, 0, 0))
    fail_setup("securebits");
  if (candidate_id && (setgroups(0, NULL) || setresgid(candidate_id, candidate_id, candidate_id) || setresuid(candidate_id, candidate_id, candidate_id)))
    fail_setup("drop ids");
  if (syscall(SYS_capset, &header, none)) fail_setup("drop capabilities");
}

/* Give the command its descriptors, and no other. */
static void take_descriptors(const struct run *run) {
  int above[MAX_FDS];
  uint64_t taken = 0;
  report_fd = fcntl(report_fd, F_DUPFD_CLOEXEC, ABOVE_TARGETS);
  for (int i = 0; i < run->target_count; i++) /* out of each other's way first */
    if ((above[i] = fcntl(run->sources[i], F_DUPFD_CLOEXEC, ABOVE_TARGETS)) < 0) fail_setup("dup");
  for (int i = 0; i < run->target_count; i++) {
    if (run->targets[i] >= ABOVE_TARGETS || dup2(above[i], run->targets[i]) < 0) fail_setup("dup2");
    taken |= 1ULL << run->targets[i];
  }
  for (int fd = 0; fd < ABOVE_TARGETS; fd++)
    if (!(taken >> fd & 1)) close(fd);
  if (syscall(SYS_close_range, ABOVE_TARGETS, ~0U, CLOSE_RANGE_CLOEXEC)) fail_setup("close_range");
}

static void start(const struct run *run) {
  sigset_t nothing;
  sigemptyset(&nothing);
  sigprocmask(SIG_SETMASK, &nothing, NULL);
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  for (int i = 0; i < run->cgroup_count; i++)
    if (write(run->cgroup_fds[i], "0", 1) != 1) fail_setup("enter cgroup");
  if (unshare(CLONE_NEWCGROUP)) fail_setup("unshare cgroup"); /* after entering: its path is then "/" */
  if (setsid() < 0) fail_setup("setsid");
  if (chdir("/box")) fail_setup("chdir");
  take_descriptors(run);
  set_rlimits(run);
  drop_privileges();
  install_seccomp(run->flags & RUN_MAY_FLOCK);
  execve(run->argv[0], run->argv, run->env);
  int error = errno;
  report(RESULT_EXEC, (const char *)&error, sizeof error);
  _exit(127);
}

/* Pid 1 of the run. The host may kill it at any time, and everything with it. */
void run_init(const struct run *run) {
  report_fd = run->result_fd;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) fail_setup("private mounts");
  lay_out_scratch(run);
  if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, NULL)) fail_setup("mount proc");
  int64_t begin = now_us();
  pid_t command = fork();
  if (command < 0) fail_setup("fork");
  if (!command) start(run);
  /* Output pipes must reach their end when the command's processes are gone. */
  for (int i = 0; i < run->target_count; i++) close(run->sources[i]);
  int status = 0;
  for (pid_t pid; (pid = waitpid(-1, &status, 0)) != command;)
    if (pid < 0 && errno != EINTR) fail_setup("wait");
  int64_t end = now_us();
  kill(-1, SIGKILL);
  while (waitpid(-1, NULL, 0) > 0 || errno == EINTR) {}
  struct rusage used;
  getrusage(RUSAGE_CHILDREN, &used);
  struct { uint32_t kind; int32_t status; int64_t wall_us, cpu_us, peak_rss_bytes, end_us; } entry = {
      RESULT_EXIT, status, end - begin,
      (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000LL + used.ru_utime.tv_usec + used.ru_stime.tv_usec, used.ru_maxrss * 1024, end};
  write_all(run->result_fd, &entry, sizeof entry);
  int is_wanted = run->flags & RUN_COLLECT_ALWAYS || WEXITSTATUS(status) == 0;
  if (run->collect_count && WIFEXITED(status) && is_wanted) bring_back(run);
  _exit(0);
}
