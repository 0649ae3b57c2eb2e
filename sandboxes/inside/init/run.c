/* Pid 1 of one run's fresh namespaces: lays out its scratch space, has the
 * command started, and ends all that is left when that has ended. */
#include "init.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
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

/* A zygote forks it, and it waits for us to say what it is to be. */
static pid_t start_warm(const struct run *run, int *listener) {
  pid_t command;
  int fds[MAX_FDS], count = 0;
  for (int i = 0; i < run->target_count; i++) fds[count++] = run->sources[i];
  fds[count++] = run->result_fd;
  for (int i = 0; i < run->cgroup_count; i++) fds[count++] = run->cgroup_fds[i];
  if (read_exactly(run->zygote_fd, &command, sizeof command)) fail_setup("the zygote is gone");
  send_frame(run->zygote_fd, FRAME_RUN, run->head, run->head_size, fds, count);
  *listener = receive_fd(run->zygote_fd);
  close(run->zygote_fd);
  return command;
}

/* Wait for the command's end; reap orphans and refuse calls meanwhile. */
static int wait_for(pid_t command, int children, int listener) {
  for (int status;;) {
    struct pollfd both[] = {{children, POLLIN, 0}, {listener, POLLIN, 0}};
    if (poll(both, 2, -1) < 0 && errno != EINTR) fail_setup("poll");
    if (both[0].revents) {
      struct signalfd_siginfo drained;
      while (read(children, &drained, sizeof drained) > 0) {}
      for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
        if (pid == command) return status;
    }
    /* Without anything to read it says that nobody is left to call. */
    if (both[1].revents && (!(both[1].revents & POLLIN) || refuse_call(listener))) {
      close(listener);
      listener = -1;
    }
  }
}

static void tell_exit(const struct run *run, int status, int64_t begin, int64_t ended) {
  struct rusage used;
  getrusage(RUSAGE_CHILDREN, &used);
  struct { uint32_t kind; int32_t status; int64_t wall_us, cpu_us, peak_rss_bytes, end_us; } entry = {
      RESULT_EXIT, status, ended - begin,
      (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000LL + used.ru_utime.tv_usec + used.ru_stime.tv_usec, used.ru_maxrss * 1024, ended};
  write_all(run->result_fd, &entry, sizeof entry);
}

/* The host may kill it at any time, and everything with it. */
void run_init(const struct run *run) {
  report_fd = run->result_fd;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) fail_setup("private mounts");
  lay_out_scratch(run);
  if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, NULL)) fail_setup("mount proc");
  sigset_t child;
  sigemptyset(&child), sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, NULL);
  int children = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK), listener = -1;
  if (children < 0) fail_setup("signalfd");
  int64_t begin = now_us();
  pid_t command = run->zygote_fd < 0 ? start_cold(run, &listener) : start_warm(run, &listener);
  /* Output pipes must reach their end when the command's processes are gone. */
  for (int i = 0; i < run->target_count; i++) close(run->sources[i]);
  int status = wait_for(command, children, listener);
  int64_t ended = now_us();
  int is_told = run->flags & RUN_TELL_AT_ONCE; /* a server takes longer to die than most queries take */
  if (is_told) tell_exit(run, status, begin, ended);
  kill(-1, SIGKILL);
  while (waitpid(-1, NULL, 0) > 0 || errno == EINTR) {}
  if (!is_told) tell_exit(run, status, begin, ended);
  int is_wanted = run->flags & RUN_COLLECT_ALWAYS || WEXITSTATUS(status) == 0;
  if (run->collect_count && WIFEXITED(status) && is_wanted) bring_back(run);
  _exit(0);
}
