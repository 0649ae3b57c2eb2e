/* A room: a run's namespaces that stay for the next run of the same command.
 *
 * Its pid 1 (run.c) gives each run fresh scratch space and lets none of its
 * processes live; a run that was refused a call, or shared what outlives a
 * process, is the last. Of a warm interpreter the room keeps a template, which
 * has compiled the program and is forked for each run (zygote/fork.c). It stands
 * outside of the room, where no run can see it. The host tells for which runs a
 * room may stay, and when its user leaves. */
#include "init.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIMITS_BYTES (sizeof(uint32_t) + 8 * sizeof(uint64_t)) /* flags and limits lead a run's head */

static struct {
  pid_t pid;
  int process, door; /* its pid 1, and the line to it */
  char *key;         /* what its runs have in common */
  size_t key_size;
} room;
static int has_failed; /* with these files: runs are started plainly */
static int has_none;   /* this kernel, or container, lets us make none */

static size_t key_size(const struct run *run) {
  return run->head_size - LIMITS_BYTES + sizeof(uint32_t); /* the zygote's number comes next */
}

static int is_for(const struct run *run) {
  return room.key_size == key_size(run) && !memcmp(room.key, run->head + LIMITS_BYTES, room.key_size);
}

/* Forget a room whose pid 1 is dead; returns how that ended. */
static int forget_room(void) {
  int status;
  while (waitpid(room.pid, &status, 0) < 0)
    if (errno != EINTR) die("wait");
  close(room.process), close(room.door);
  free(room.key);
  memset(&room, 0, sizeof room);
  return status;
}

void leave_room(void) {
  has_failed = 0;
  if (!room.pid) return;
  kill(room.pid, SIGKILL);
  forget_room();
}

static void make_room(int control, const struct run *run) {
  int door[2], line[2] = {-1, -1};
  struct run first = *run;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, door)) die("socketpair");
  if (run->zygote && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line)) die("socketpair");
  pid_t pid = syscall(SYS_clone, CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) {
    close(control), close(door[0]), close(line[1]);
    first.zygote_fd = line[0];
    room_init(&first, door[1]);
  }
  close(door[1]), close(line[0]);
  if (pid < 0) {
    close(door[0]), close(line[1]);
    return;
  }
  room.pid = pid, room.door = door[0];
  room.process = syscall(SYS_pidfd_open, pid, 0);
  room.key_size = key_size(run), room.key = malloc(room.key_size);
  if (room.process < 0 || !room.key) die("room");
  memcpy(room.key, run->head + LIMITS_BYTES, room.key_size);
  if (run->zygote) order_child(run, pid, line[1], FRAME_TEMPLATE);
  close(line[1]);
}

/* Wait until the room is free again, or gone; 0 if it could not start the run. */
static int wait_for_room(int control) {
  for (;;) {
    struct pollfd all[] = {{room.process, POLLIN, 0}, {room.door, POLLIN, 0}, {control, POLLIN, 0}};
    uint32_t word;
    if (poll(all, 3, -1) < 0) {
      if (errno == EINTR) continue;
      die("poll");
    }
    if (all[1].revents & POLLIN && !read_exactly(room.door, &word, sizeof word)) {
      answer(control, ANSWER_ENDED, 0);
      return 1;
    }
    if (all[0].revents) {
      int status = forget_room();
      int code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
      has_none |= code == NO_ROOMS;
      if (code == NO_ROOMS || code == NOTHING_STARTED) return 0;
      answer(control, ANSWER_ENDED, status);
      return 1;
    }
    if (all[2].revents) obey_kill(control, room.pid);
  }
}

/* Serve a run in a room, if it may have one; 0 if it is to be started plainly.
 * Where runs share our own id they are kept apart by their namespaces alone. */
int run_in_room(int control, struct frame *frame, const struct run *run) {
  int may_stay = run->flags & RUN_STAY && candidate_id && !has_failed && !has_none;
  if (room.pid && !(may_stay && is_for(run))) leave_room();
  if (!may_stay) return 0;
  if (!room.pid) make_room(control, run);
  if (!room.pid) return 0;
  send_frame(room.door, FRAME_RUN, frame->data, frame->end - frame->data, frame->fds, frame->fd_count);
  if (wait_for_room(control)) return 1;
  has_failed = 1;
  return 0;
}
