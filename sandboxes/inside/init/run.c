/* Pid 1 of one run's fresh namespaces: lays out its scratch space, has the
 * command started, and ends all that is left when that has ended. */
#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t now_us(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

static void start(const struct run *run, int line) {
  sigset_t nothing;
  sigemptyset(&nothing);
  sigprocmask(SIG_SETMASK, &nothing, NULL);
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  become_candidate(run, line, 1);
  execve(run->argv[0], run->argv, run->env);
  int error = errno;
  report(RESULT_EXEC, (const char *)&error, sizeof error);
  _exit(127);
}

/* The child shares our memory until it is the command: a copy, made to be
 * thrown away, costs more than what the child does. */
static pid_t start_cold(const struct run *run, int *listener) {
  int line[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line)) fail_setup("socketpair");
  pid_t command = vfork();
  if (command < 0) fail_setup("fork");
  if (!command) start(run, line[1]);
  report_fd = run->result_fd; /* the child had moved its own */
  close(line[1]);
  *listener = receive_fd(line[0]);
  close(line[0]);
  return command;
}

/* What a child needs: its head, and all descriptors but those of ours. */
static void send_head(const struct run *run) {
  int fds[MAX_FDS], count = 0;
  for (int i = 0; i < run->target_count; i++) fds[count++] = run->sources[i];
  fds[count++] = run->result_fd;
  for (int i = 0; i < run->cgroup_count; i++) fds[count++] = run->cgroup_fds[i];
  send_frame(run->zygote_fd, FRAME_RUN, run->head, run->head_size, fds, count);
}

/* A zygote forks it, and it waits for us to say what it is to be. */
static pid_t start_warm(const struct run *run, int *listener) {
  pid_t command;
  if (read_exactly(run->zygote_fd, &command, sizeof command)) fail_setup("the zygote is gone");
  send_head(run);
  *listener = receive_fd(run->zygote_fd);
  close(run->zygote_fd);
  return command;
}

/* The template forks it. If it dies meanwhile, nobody knows how far that went. */
static pid_t start_from_template(const struct run *run) {
  pid_t command;
  send_head(run);
  if (read_exactly(run->zygote_fd, &command, sizeof command)) fail_setup("the template is gone");
  return command;
}

/* Wait for the command's end; reap orphans and answer calls meanwhile. False in
 * `is_clean` if a call was heard. */
static int wait_for(pid_t command, int children, int *listener, int *is_clean) {
  for (int status;;) {
    struct pollfd both[] = {{children, POLLIN, 0}, {*listener, POLLIN, 0}};
    if (poll(both, 2, -1) < 0 && errno != EINTR) fail_setup("poll");
    if (both[0].revents) {
      struct signalfd_siginfo drained;
      while (read(children, &drained, sizeof drained) > 0) {}
      for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
        if (pid == command) return status;
    }
    if (!both[1].revents) continue;
    /* Without anything to read it says that nobody is left to call. */
    enum heard heard = both[1].revents & POLLIN ? hear_call(*listener) : HEARD_ENOUGH;
    if (both[1].revents & POLLIN && heard != HEARD_NOTHING) *is_clean = 0;
    if (heard == HEARD_ENOUGH) {
      close(*listener);
      *listener = -1;
    }
  }
}

static void tell_exit(const struct run *run, int status, int64_t begin, int64_t ended) {
  static struct rusage before; /* of a room's runs until now */
  struct rusage used;
  getrusage(RUSAGE_CHILDREN, &used);
  int64_t cpu_us = (used.ru_utime.tv_sec - before.ru_utime.tv_sec + used.ru_stime.tv_sec - before.ru_stime.tv_sec) * 1000000LL +
      used.ru_utime.tv_usec - before.ru_utime.tv_usec + used.ru_stime.tv_usec - before.ru_stime.tv_usec;
  before = used;
  struct { uint32_t kind; int32_t status; int64_t wall_us, cpu_us, peak_rss_bytes, end_us; } entry = {
      RESULT_EXIT, status, ended - begin, cpu_us, used.ru_maxrss * 1024, ended};
  write_all(run->result_fd, &entry, sizeof entry);
}

/* Once for all runs: a tree of mounts of our own, and word of children. */
static int settle_in(void) {
  sigset_t child;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) fail_setup("private mounts");
  sigemptyset(&child), sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, NULL);
  int children = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
  if (children < 0) fail_setup("signalfd");
  return children;
}

/* But not what we have done so far, which tells a run of those before it. */
static void show_processes(void) {
  const char *options = candidate_id ? "hidepid=1" : NULL;
  if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, options)) fail_setup("mount proc");
}

static void close_sources(const struct run *run) {
  for (int i = 0; i < run->target_count; i++) close(run->sources[i]);
}

/* All of a run's descriptors but the command's own. */
static void close_ends(const struct run *run) {
  for (int i = 0; i < run->cgroup_count; i++) close(run->cgroup_fds[i]);
  close(run->result_fd);
}

/* From the start of the command until all of it is dead and carried out; false
 * if nobody may come after it. */
static int serve(const struct run *run, int children, int *template_listener) {
  int listener = -1, is_clean = 1, is_copy = run->flags & RUN_STAY && run->zygote;
  int *heard_at = is_copy ? template_listener : &listener;
  int64_t begin = now_us();
  pid_t command = is_copy ? start_from_template(run) : run->zygote_fd < 0 ? start_cold(run, &listener) : start_warm(run, &listener);
  /* Output pipes must reach their end when the command's processes are gone. */
  close_sources(run);
  if (*heard_at < 0) is_clean = 0;
  int status = wait_for(command, children, heard_at, &is_clean);
  int64_t ended = now_us();
  int is_told = run->flags & RUN_TELL_AT_ONCE; /* a server takes longer to die than most queries take */
  if (is_told) tell_exit(run, status, begin, ended);
  kill(-1, SIGKILL);
  while (waitpid(-1, NULL, 0) > 0 || errno == EINTR) {}
  if (!is_told) tell_exit(run, status, begin, ended);
  int is_wanted = run->flags & RUN_COLLECT_ALWAYS || WEXITSTATUS(status) == 0;
  if (run->collect_count && WIFEXITED(status) && is_wanted) bring_back(run);
  if (!is_copy && listener >= 0) close(listener);
  return is_clean;
}

/* The host may kill it at any time, and everything with it. */
void run_init(const struct run *run) {
  report_fd = run->result_fd;
  int children = settle_in();
  lay_out_scratch(run);
  show_processes();
  serve(run, children, NULL);
  _exit(0);
}

/* Where the number of the next process is kept, of our own namespace alone: runs
 * see theirs begin anew. The mount goes with us and is nowhere to be found. */
static int open_counter(void) {
  int context = syscall(SYS_fsopen, "proc", FSOPEN_CLOEXEC), mounted;
  if (context < 0 || syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0)) _exit(NO_ROOMS);
  if ((mounted = syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0)) < 0) _exit(NO_ROOMS);
  int counter = openat(mounted, "sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC);
  if (counter < 0) _exit(NO_ROOMS);
  close(context), close(mounted);
  return counter;
}

/* As `run_init`, for one run after another, each announced at the door. */
void room_init(const struct run *first, int door) {
  int listener = -1, zygote_fd = first->zygote_fd;
  close_sources(first), close_ends(first); /* they come again at the door */
  int children = settle_in(), counter = open_counter();
  for (struct frame frame; !read_frame(door, &frame); free(frame.data)) {
    struct run run;
    uint32_t done = 0;
    take_run(&frame, &run);
    report_fd = run.result_fd;
    run.zygote_fd = zygote_fd;
    lay_out_scratch(&run);
    show_processes(); /* anew: an entry has the time at which somebody first looked at it */
    if (run.zygote && listener < 0) {
      send_head(&run);
      if ((listener = receive_fd(zygote_fd)) < 0) _exit(NOTHING_STARTED);
    }
    if (!serve(&run, children, &listener)) _exit(0);
    clear_scratch();
    if (pwrite(counter, "1", 1, 0) != 1) _exit(0);
    close_ends(&run);
    free_run(&run);
    write_all(door, &done, sizeof done);
  }
  _exit(0);
}
