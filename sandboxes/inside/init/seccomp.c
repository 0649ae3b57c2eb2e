/* The system calls that a candidate is refused, for x86-64. A refused call
 * returns EPERM, so runtimes that only try it go on (ENOSYS for one that tried
 * a thousand times); calls of the 32-bit and x32 tables kill. Sources: the deny list of threats that got out of other
 * sandboxes (docs/architecture.md, "System calls"). */
#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif
#ifndef SYS_quotactl_fd
#define SYS_quotactl_fd 443
#endif
#ifndef SYS_process_mrelease
#define SYS_process_mrelease 448
#endif

/* Refused, and told of: no honest program has a use for them. */
static const struct { int number; const char *name; } SUSPICIOUS[] = {
#define CALL(name) {SYS_##name, #name}
    /* other processes and their memory */
    CALL(ptrace), CALL(process_vm_readv), CALL(process_vm_writev), CALL(kcmp), CALL(pidfd_getfd), CALL(process_madvise),
    CALL(process_mrelease),
    /* namespaces and mounts */
    CALL(mount), CALL(umount2), CALL(pivot_root), CALL(chroot), CALL(unshare), CALL(setns), CALL(fsopen), CALL(fsconfig), CALL(fsmount),
    CALL(fspick), CALL(open_tree), CALL(move_mount), CALL(mount_setattr), CALL(quotactl), CALL(quotactl_fd), CALL(swapon), CALL(swapoff),
    /* kernel interfaces with a history of escapes */
    CALL(bpf), CALL(perf_event_open), CALL(userfaultfd), CALL(keyctl), CALL(add_key), CALL(request_key), CALL(open_by_handle_at),
    CALL(name_to_handle_at), CALL(vmsplice), CALL(lookup_dcookie),
    /* the machine itself */
    CALL(reboot), CALL(kexec_load), CALL(kexec_file_load), CALL(init_module), CALL(finit_module), CALL(delete_module), CALL(acct),
    CALL(syslog), CALL(iopl), CALL(ioperm), CALL(settimeofday), CALL(clock_settime), CALL(adjtimex), CALL(clock_adjtime),
    CALL(sethostname), CALL(setdomainname), CALL(vhangup),
#undef CALL
};

/* Refused, and left at that: runtimes try them and go on without. */
static const int DENIED[] = {
    SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, SYS_personality, SYS_move_pages, SYS_migrate_pages,
    /* watching files that other boxes use */
    SYS_inotify_init, SYS_inotify_init1, SYS_fanotify_init,
};
/* Allowed, but what they make outlives the process, so that it could meet the
 * next run of a room: such a room serves no other. */
static const int SHARED[] = {SYS_shmget, SYS_semget, SYS_msgget, SYS_mq_open};
enum { DENIED_COUNT = sizeof DENIED / sizeof *DENIED, SUSPICIOUS_COUNT = sizeof SUSPICIOUS / sizeof *SUSPICIOUS, SHARED_COUNT = sizeof SHARED / sizeof *SHARED };
#define NAMESPACES (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)

enum { RULE_COUNT = DENIED_COUNT + SUSPICIOUS_COUNT + SHARED_COUNT + 1, MOST_IN_LEAF = 4 };
_Static_assert(RULE_COUNT <= 200, "a jump over half the tree must fit into a byte");
static struct sock_filter filter[3 * RULE_COUNT + 64];
static unsigned short length;
static struct rule { uint32_t number, verdict; } rules[RULE_COUNT];
enum { ALL_FLAGS = RUN_MAY_FLOCK | RUN_STAY, NONE = ~0 };
static uint32_t made_for = NONE; /* the flags of the run for which the filter is made */

static void add(unsigned short code, unsigned char yes, unsigned char no, uint32_t value) {
  filter[length++] = (struct sock_filter){code, yes, no, value};
}
static void give(uint32_t verdict) { add(BPF_RET | BPF_K, 0, 0, verdict); }
static void load(size_t offset) { add(BPF_LD | BPF_W | BPF_ABS, 0, 0, offset); }
static void if_equal(uint32_t value, unsigned char skip_else) { add(BPF_JMP | BPF_JEQ | BPF_K, 0, skip_else, value); }
static uint32_t refuse(int error) { return SECCOMP_RET_ERRNO | error; }
#define ARG(n) (offsetof(struct seccomp_data, args) + 8 * (n))
#define NUMBER offsetof(struct seccomp_data, nr)

/* For the call `number`: refuse it where its argument `n` is in (or, inverted,
 * not in) the list; then go on with the number loaded again. */
static void check_argument(int number, int n, const uint32_t *list, int count, int inverted, int error) {
  if_equal(number, count + (inverted ? 3 : 4));
  load(ARG(n));
  for (int i = 0; i < count; i++) add(BPF_JMP | BPF_JEQ | BPF_K, count - i, 0, list[i]);
  if (!inverted) add(BPF_JMP | BPF_JA, 0, 0, 1); /* in none of them: skip the refusal */
  give(refuse(error));
  load(NUMBER);
}

static int by_number(const void *left, const void *right) {
  uint32_t a = ((const struct rule *)left)->number, b = ((const struct rule *)right)->number;
  return (a > b) - (a < b);
}

/* A search tree of the sorted rules: the kernel tries each filter on each call
 * that there is when it is installed, which a list makes dear. */
static void find_rule(int from, int to) {
  if (to - from <= MOST_IN_LEAF) {
    for (int i = from; i < to; i++) {
      if_equal(rules[i].number, 1);
      give(rules[i].verdict);
    }
    give(SECCOMP_RET_ALLOW);
    return;
  }
  int middle = (from + to) / 2, branch = length;
  add(BPF_JMP | BPF_JGE | BPF_K, 0, 0, rules[middle].number);
  find_rule(from, middle);
  filter[branch].jt = length - branch - 1;
  find_rule(middle, to);
}

static void make_filter(uint32_t flags, uint32_t verdict) {
  static const uint32_t families[] = {AF_UNIX, AF_INET, AF_INET6};
  static const uint32_t local[] = {AF_UNIX};
  /* Not F_SETLK and F_GETLK: SQLite cannot do without them. */
  static const uint32_t peeking_locks[] = {36 /* F_OFD_GETLK */, 1024 /* F_SETLEASE */, 1026 /* F_NOTIFY */};
  static const uint32_t self[] = {0};
  length = 0, made_for = NONE;
  load(offsetof(struct seccomp_data, arch));
  add(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, AUDIT_ARCH_X86_64);
  give(SECCOMP_RET_KILL_PROCESS);
  load(NUMBER);
  add(BPF_JMP | BPF_JGE | BPF_K, 0, 1, 0x40000000); /* the x32 table */
  give(SECCOMP_RET_KILL_PROCESS);
  if_equal(SYS_clone3, 1); /* hides its flags behind a pointer; libc falls back to clone */
  give(refuse(ENOSYS));
  if_equal(SYS_clone, 4);
  load(ARG(0));
  add(BPF_JMP | BPF_JSET | BPF_K, 0, 1, NAMESPACES);
  give(refuse(EPERM));
  load(NUMBER);
  check_argument(SYS_socket, 0, families, 3, 1, EAFNOSUPPORT);
  check_argument(SYS_socketpair, 0, local, 1, 1, EAFNOSUPPORT);
  check_argument(SYS_prlimit64, 0, self, 1, 1, EPERM);
  int count = 0;
  for (int i = 0; i < DENIED_COUNT; i++) rules[count++] = (struct rule){DENIED[i], refuse(EPERM)};
  for (int i = 0; i < SUSPICIOUS_COUNT; i++) rules[count++] = (struct rule){SUSPICIOUS[i].number, verdict};
  if (flags & RUN_STAY && verdict == SECCOMP_RET_USER_NOTIF)
    for (int i = 0; i < SHARED_COUNT; i++) rules[count++] = (struct rule){SHARED[i], verdict};
  if (!(flags & RUN_MAY_FLOCK)) {
    check_argument(SYS_fcntl, 1, peeking_locks, 3, 0, EPERM);
    rules[count++] = (struct rule){SYS_flock, refuse(EPERM)};
  }
  qsort(rules, count, sizeof *rules, by_number);
  find_rule(0, count);
}

/* Make the filter ahead, in a parent. */
void prepare_seccomp(uint32_t flags) {
  if (made_for == (flags & ALL_FLAGS)) return;
  make_filter(flags, SECCOMP_RET_USER_NOTIF);
  made_for = flags & ALL_FLAGS;
}

/* Returns a descriptor that tells of suspicious calls, or -1 where the kernel
 * has none: then they are refused all the same. */
int install_seccomp(uint32_t flags) {
  struct sock_fprog program = {0, filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) fail_setup("no_new_privs");
  prepare_seccomp(flags);
  program.len = length;
  int listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
  if (listener >= 0) return listener;
  make_filter(flags, refuse(EPERM));
  program.len = length;
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program)) fail_setup("seccomp");
  return -1;
}

/* Answer one call that a listener tells of: refuse it, and tell the host, once
 * for each kind; or let a shared one go on. */
enum heard hear_call(int listener) {
  enum { MOST = 1000 };
  static int count;
  static char told[SUSPICIOUS_COUNT];
  union { struct seccomp_notif call; char room[512]; } asked = {.room = {0}}; /* a newer kernel's may be larger */
  union { struct seccomp_notif_resp answer; char room[512]; } given = {.room = {0}};
  if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked.call)) return errno != ENOENT && errno != EINTR ? HEARD_ENOUGH : HEARD_NOTHING;
  given.answer.id = asked.call.id;
  for (int i = 0; i < SHARED_COUNT; i++)
    if (SHARED[i] == asked.call.data.nr) {
      given.answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
      ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &given.answer);
      return HEARD_CALL;
    }
  for (int i = 0; i < SUSPICIOUS_COUNT; i++)
    if (SUSPICIOUS[i].number == asked.call.data.nr && !told[i]) {
      told[i] = 1;
      report(RESULT_REFUSED, SUSPICIOUS[i].name, strlen(SUSPICIOUS[i].name));
    }
  given.answer.error = -EPERM;
  ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &given.answer); /* fails where the caller is dead */
  return ++count == MOST ? HEARD_ENOUGH : HEARD_CALL;
}
