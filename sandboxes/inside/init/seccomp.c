/* The system calls that a candidate is refused, for x86-64. A refused call
 * returns EPERM, so runtimes that only try it go on; calls of the 32-bit and
 * x32 tables kill. Sources: the deny list of threats that got out of other
 * sandboxes (docs/architecture.md, "System calls"). */
#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
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

static const int DENIED[] = {
    /* other processes and their memory */
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, SYS_pidfd_getfd, SYS_process_madvise, SYS_process_mrelease,
    /* namespaces and mounts */
    SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_unshare, SYS_setns, SYS_fsopen, SYS_fsconfig, SYS_fsmount, SYS_fspick,
    SYS_open_tree, SYS_move_mount, SYS_mount_setattr, SYS_quotactl, SYS_quotactl_fd, SYS_swapon, SYS_swapoff,
    /* kernel interfaces with a history of escapes */
    SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, SYS_keyctl, SYS_add_key,
    SYS_request_key, SYS_open_by_handle_at, SYS_name_to_handle_at, SYS_personality, SYS_vmsplice, SYS_lookup_dcookie,
    /* the machine itself */
    SYS_reboot, SYS_kexec_load, SYS_kexec_file_load, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_acct, SYS_syslog, SYS_iopl,
    SYS_ioperm, SYS_settimeofday, SYS_clock_settime, SYS_adjtimex, SYS_clock_adjtime, SYS_sethostname, SYS_setdomainname, SYS_vhangup,
    SYS_move_pages, SYS_migrate_pages,
    /* watching files that other boxes use */
    SYS_inotify_init, SYS_inotify_init1, SYS_fanotify_init,
};
enum { DENIED_COUNT = sizeof DENIED / sizeof *DENIED };
#define NAMESPACES (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)

static struct sock_filter filter[2 * DENIED_COUNT + 64];
static unsigned short length;

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

void install_seccomp(int may_flock) {
  static const uint32_t families[] = {AF_UNIX, AF_INET, AF_INET6};
  static const uint32_t local[] = {AF_UNIX};
  /* Not F_SETLK and F_GETLK: SQLite cannot do without them. */
  static const uint32_t peeking_locks[] = {36 /* F_OFD_GETLK */, 1024 /* F_SETLEASE */, 1026 /* F_NOTIFY */};
  static const uint32_t self[] = {0};
  length = 0;
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
  if (!may_flock) {
    check_argument(SYS_fcntl, 1, peeking_locks, 3, 0, EPERM);
    if_equal(SYS_flock, 1);
    give(refuse(EPERM));
  }
  for (int i = 0; i < DENIED_COUNT; i++) {
    if_equal(DENIED[i], 1);
    give(refuse(EPERM));
  }
  give(SECCOMP_RET_ALLOW);
  struct sock_fprog program = {length, filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program)) fail_setup("seccomp");
}
