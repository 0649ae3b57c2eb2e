/* From a trusted process to the candidate: cgroups, descriptors, limits, and
 * rights given away. Shared by the init and by warm interpreters (zygote/). */
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
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINE = 30, REPORT, ABOVE_TARGETS };
int report_fd = -1;

void report(uint32_t kind, const char *text, uint32_t size) {
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

/* No program started from here on can gain a capability; the process keeps its
 * own. Looking costs much less than dropping, and it may be done already. */
void lose_bounding_set(void) {
  for (int capability = 0, is_kept; (is_kept = prctl(PR_CAPBSET_READ, capability, 0, 0, 0)) >= 0; capability++)
    if (is_kept && prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)) fail_setup("bounding set");
}

/* Nothing that the command does can bring back what is given away here. */
static void drop_privileges(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[2] = {{0}};
  lose_bounding_set();
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  if (prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED, 0, 0, 0))
    fail_setup("securebits");
  if (candidate_id && (setgroups(0, NULL) || setresgid(candidate_id, candidate_id, candidate_id) || setresuid(candidate_id, candidate_id, candidate_id)))
    fail_setup("drop ids");
  if (syscall(SYS_capset, &header, none)) fail_setup("drop capabilities");
}

/* Give the command its descriptors, and no other; `line` is -1 if there is none. */
static void take_descriptors(const struct run *run, int line, int other_fds) {
  int above[MAX_FDS];
  uint64_t taken = 0;
  for (int i = 0; i < run->target_count; i++) /* out of each other's way first */
    if ((above[i] = fcntl(run->sources[i], F_DUPFD_CLOEXEC, ABOVE_TARGETS)) < 0) fail_setup("dup");
  if (line >= 0 && (line = fcntl(line, F_DUPFD_CLOEXEC, ABOVE_TARGETS)) < 0) fail_setup("dup line");
  if (report_fd != REPORT && (report_fd = dup3(report_fd, REPORT, O_CLOEXEC)) < 0) _exit(125);
  if (line >= 0 && dup3(line, LINE, O_CLOEXEC) < 0) fail_setup("dup3");
  for (int i = 0; i < run->target_count; i++) {
    if (run->targets[i] >= LINE || dup2(above[i], run->targets[i]) < 0) fail_setup("dup2");
    taken |= 1ULL << run->targets[i];
  }
  for (int fd = 0; fd < LINE; fd++)
    if (!(taken >> fd & 1)) close(fd);
  if (line < 0) close(LINE);
  if (syscall(SYS_close_range, ABOVE_TARGETS, ~0U, other_fds)) fail_setup("close_range");
}

static void enter_cgroups(const struct run *run) {
  for (int i = 0; i < run->cgroup_count; i++)
    if (write(run->cgroup_fds[i], "0", 1) != 1) fail_setup("enter cgroup");
}

static void be_dumpable(void) {
  if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)) fail_setup("dumpable"); /* as exec does: its /proc entries are its own */
}

/* Become the candidate, and tell the run's pid 1, over the line, where it hears
 * of suspicious calls. Without an exec to come, nothing of ours may stay open;
 * with one, the descriptor for errors must live until then. */
void become_candidate(const struct run *run, int line, int will_exec) {
  report_fd = run->result_fd;
  enter_cgroups(run);
  if (unshare(CLONE_NEWCGROUP)) fail_setup("unshare cgroup"); /* after entering: its path is then "/" */
  if (setsid() < 0) fail_setup("setsid");
  if (chdir("/box")) fail_setup("chdir");
  take_descriptors(run, line, will_exec ? CLOSE_RANGE_CLOEXEC : 0);
  set_rlimits(run);
  drop_privileges();
  if (!will_exec) be_dumpable();
  int listener = install_seccomp(run->flags);
  if (listener >= 0) send_frame(LINE, FRAME_LISTENER, NULL, 0, &listener, 1);
  if (will_exec) return;
  close(LINE), close(report_fd);
  if (listener >= 0) close(listener);
}

/* A cgroup namespace is that of the cgroup that its maker is in. */
struct scouting { const struct run *run; int fd; };
static int scout(void *argument) {
  struct scouting *scouting = argument;
  enter_cgroups(scouting->run);
  if (!unshare(CLONE_NEWCGROUP)) scouting->fd = open("/proc/self/ns/cgroup", O_RDONLY | O_CLOEXEC);
  _exit(0);
}

/* What a template of candidates does before it sees the program: it joins the
 * namespaces of its room, and from then on has no right that they lack; but it
 * is in none of their cgroups. Returns the listener for calls, or -1. */
int give_up_rights(const struct run *run, int namespaces) {
  struct scouting scouting = {run, -1};
  static char stack[1 << 14] __attribute__((aligned(16)));
  pid_t pid = clone(scout, stack + sizeof stack, CLONE_VM | CLONE_VFORK | CLONE_FILES | SIGCHLD, &scouting);
  if (pid < 0 || waitpid(pid, NULL, 0) < 0 || scouting.fd < 0) fail_setup("cgroup namespace");
  if (setns(scouting.fd, CLONE_NEWCGROUP)) fail_setup("join cgroup namespace");
  close(scouting.fd);
  if (setns(namespaces, CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC)) fail_setup("join namespaces"); /* pids: our children alone */
  if (setsid() < 0) fail_setup("setsid");
  drop_privileges();
  return install_seccomp(run->flags);
}

/* The rest of becoming the candidate, for the child of a template. */
void become_candidate_without_rights(const struct run *run) {
  report_fd = run->result_fd;
  enter_cgroups(run);
  if (setsid() < 0) fail_setup("setsid");
  if (chdir("/box")) fail_setup("chdir");
  take_descriptors(run, -1, 0);
  set_rlimits(run);
  be_dumpable();
  close(report_fd);
}
