/* Warm interpreters of a box: each is started once and forked for each run
 * that wants it. They never run a candidate's code themselves: their children
 * do, in a run's own namespaces. */
#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MAX_ZYGOTES = 8, CONTROL_FD = 3 };
#define STACK_BYTES (1ULL << 30) /* room for any stack limit: the layout is fixed when it starts */

static int controls[MAX_ZYGOTES];
static uint32_t zygote_count;

static void become_zygote(int control, char **argv, char **env) {
  struct rlimit stack;
  int pipes[2];
  if (pipe(pipes)) _exit(125);
  /* Its standard streams are pipes, as those of its children will be. */
  if (dup2(pipes[0], 0) < 0 || dup2(pipes[1], 1) < 0 || dup2(pipes[1], 2) < 0 || dup2(control, CONTROL_FD) < 0) _exit(125);
  syscall(SYS_close_range, CONTROL_FD + 1, ~0U, 0);
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  if (!getrlimit(RLIMIT_STACK, &stack)) {
    stack.rlim_cur = stack.rlim_max < STACK_BYTES ? stack.rlim_max : STACK_BYTES;
    setrlimit(RLIMIT_STACK, &stack);
  }
  execve(argv[0], argv, env);
  _exit(127);
}

/* Start a zygote and wait until it is ready; its number, or -1 with errno. */
int warm_up(struct frame *frame) {
  uint32_t count, ready[2];
  int line[2];
  char **argv = take_strings(frame, &count), **env = take_strings(frame, &count);
  if (zygote_count == MAX_ZYGOTES) return errno = EMFILE, -1;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line)) return -1;
  pid_t pid = fork();
  if (!pid) become_zygote(line[1], argv, env);
  close(line[1]);
  free(argv), free(env);
  if (pid < 0 || read_exactly(line[0], ready, sizeof ready)) {
    close(line[0]);
    return errno = ECHILD, -1;
  }
  controls[zygote_count++] = line[0];
  return zygote_count;
}

int zygote_control(uint32_t number) {
  if (!number || number > zygote_count) die("no such zygote");
  return controls[number - 1];
}
