/* The box init: obeys the control socket until it closes. */
#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int control = -1;
uid_t candidate_id;

void die(const char *what) {
  fprintf(stderr, "init: %s: %s\n", what, strerror(errno));
  _exit(125);
}

/* The host said something while a run was under way: KILL, or nothing ever again. */
void obey_kill(int control, pid_t pid) {
  struct frame frame;
  if (read_frame(control, &frame) || frame.kind != FRAME_KILL) _exit(1); /* takes all runs with it */
  free(frame.data);
  kill(pid, SIGKILL);
}

/* Wait for a run's pid 1; meanwhile the host may say KILL or go away. */
static void wait_for(pid_t pid) {
  int process = syscall(SYS_pidfd_open, pid, 0);
  if (process < 0) die("pidfd_open");
  for (;;) {
    struct pollfd both[] = {{process, POLLIN, 0}, {control, POLLIN, 0}};
    if (poll(both, 2, -1) < 0) {
      if (errno == EINTR) continue;
      die("poll");
    }
    if (both[0].revents) break;
    obey_kill(control, pid);
  }
  close(process);
  int status;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) die("wait");
  answer(control, ANSWER_ENDED, status);
}

/* Have the zygote fork a child into the namespaces of a run, or a template of
 * such children (`kind`). */
void order_child(const struct run *run, pid_t pid, int line, enum frame_kind kind) {
  int fds[2] = {syscall(SYS_pidfd_open, pid, 0), line};
  uint32_t id = candidate_id;
  if (fds[0] < 0) die("pidfd_open");
  send_frame(zygote_control(run->zygote), kind, &id, sizeof id, fds, 2);
  close(fds[0]);
}

static void start_run(struct frame *frame) {
  struct run run;
  int line[2] = {-1, -1};
  take_run(frame, &run);
  if (run_in_room(control, frame, &run)) {
    free_run(&run);
    close_frame_fds(frame);
    return;
  }
  run.flags &= ~RUN_STAY;
  if (run.zygote && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line)) die("socketpair");
  pid_t pid = syscall(SYS_clone, CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) {
    close(control);
    close(line[1]);
    run.zygote_fd = line[0];
    run_init(&run);
  }
  int error = errno;
  if (run.zygote && pid > 0) order_child(&run, pid, line[1], FRAME_FORK);
  close(line[0]), close(line[1]);
  free_run(&run);
  close_frame_fds(frame);
  if (pid < 0) answer(control, ANSWER_FAILED, error);
  else wait_for(pid);
}

/* usage: init CONTROL CANDIDATE_ID; the control socket is a descriptor, or in a container a path to call */
int main(int argc, char **argv) {
  if (argc != 3) return 2;
  candidate_id = atoi(argv[2]);
  if (*argv[1] == '/') enter_container(argv[1], argv[2]);
  control = atoi(argv[1]);
  fcntl(control, F_SETFD, FD_CLOEXEC);
  umask(022); /* what we make is for all runs to read */
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  signal(SIGPIPE, SIG_IGN);
  store_files((struct files){0});
  answer(control, ANSWER_READY, 0);
  for (struct frame frame; !read_frame(control, &frame); free(frame.data)) {
    struct files files;
    int number;
    switch (frame.kind) {
      case FRAME_PUT:
        leave_room();
        take_files(&frame, &files);
        store_files(files); /* a run comes next: it will tell if we are well */
        break;
      case FRAME_INSTALL:
        take_files(&frame, &files);
        install_files(&files);
        free(files.items);
        answer(control, ANSWER_READY, 0);
        break;
      case FRAME_RUN:
        start_run(&frame);
        break;
      case FRAME_WARM:
        number = warm_up(&frame);
        answer(control, number < 0 ? ANSWER_FAILED : ANSWER_READY, number < 0 ? errno : number);
        break;
      case FRAME_LEAVE:
        leave_room();
        break;
      case FRAME_KILL: /* came after the run had ended */
        break;
      default:
        die("frame of an unknown kind");
    }
  }
  return 0;
}
