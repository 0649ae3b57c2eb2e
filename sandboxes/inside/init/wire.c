/* Frames from the host, answers to it. The host is trusted: a frame that does
 * not parse is our own bug, and the box ends. */
#include "init.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int read_exactly(int fd, void *data, size_t size) {
  char *at = data;
  while (size) {
    ssize_t got = read(fd, at, size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return -1;
    at += got, size -= got;
  }
  return 0;
}

void write_all(int fd, const void *data, size_t size) {
  const char *at = data;
  while (size) {
    ssize_t put = write(fd, at, size);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) _exit(125); /* the host is gone: so are we */
    at += put, size -= put;
  }
}

void answer(int fd, enum answer_kind kind, uint32_t value) {
  uint32_t words[2] = {kind, value};
  write_all(fd, words, sizeof words);
}

/* Header: u32 kind, u32 zero, u64 payload length; descriptors ride on it. */
int read_frame(int fd, struct frame *frame) {
  struct { uint32_t kind, zero; uint64_t size; } header;
  char control[CMSG_SPACE(sizeof(int) * MAX_FDS)];
  struct iovec part = {&header, sizeof header};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  ssize_t got;
  do got = recvmsg(fd, &message, MSG_CMSG_CLOEXEC); while (got < 0 && errno == EINTR);
  if (got <= 0) return -1;
  if (got < (ssize_t)sizeof header && read_exactly(fd, (char *)&header + got, sizeof header - got)) return -1;
  frame->fd_count = 0;
  for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c))
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS) {
      frame->fd_count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
      memcpy(frame->fds, CMSG_DATA(c), frame->fd_count * sizeof(int));
    }
  frame->kind = header.kind;
  frame->data = frame->at = malloc(header.size + 1);
  if (!frame->data) die("frame: out of memory");
  frame->end = frame->data + header.size;
  return read_exactly(fd, frame->data, header.size);
}

void send_frame(int fd, enum frame_kind kind, const void *data, size_t size, const int *fds, int fd_count) {
  struct { uint32_t kind, zero; uint64_t size; } header = {kind, 0, size};
  char control[CMSG_SPACE(sizeof(int) * MAX_FDS)] = {0};
  struct iovec parts[] = {{&header, sizeof header}, {(void *)data, size}};
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2, .msg_control = control, .msg_controllen = CMSG_SPACE(sizeof(int) * fd_count)};
  struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
  *rights = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int) * fd_count)};
  memcpy(CMSG_DATA(rights), fds, sizeof(int) * fd_count);
  ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL); /* what fails is told by the end of the line */
  if (sent >= (ssize_t)sizeof header) write_all(fd, (const char *)data + (sent - sizeof header), size - (sent - sizeof header));
}

/* The descriptor that a child sends when it is about to become the candidate; -1 if it sends none. */
int receive_fd(int line) {
  struct frame frame;
  if (read_frame(line, &frame)) return -1;
  free(frame.data);
  return frame.fd_count == 1 ? frame.fds[0] : -1;
}

void close_frame_fds(struct frame *frame) {
  for (int i = 0; i < frame->fd_count; i++) close(frame->fds[i]);
  frame->fd_count = 0;
}

static void *take(struct frame *frame, uint64_t size) {
  if (size > (uint64_t)(frame->end - frame->at)) die("frame: too short");
  char *at = frame->at;
  frame->at += size;
  return at;
}

uint32_t take_u32(struct frame *frame) {
  uint32_t value;
  memcpy(&value, take(frame, sizeof value), sizeof value);
  return value;
}

uint64_t take_u64(struct frame *frame) {
  uint64_t value;
  memcpy(&value, take(frame, sizeof value), sizeof value);
  return value;
}

/* Strings come with their NUL and stay in the frame. */
char *take_string(struct frame *frame) {
  uint32_t size = take_u32(frame);
  char *text = take(frame, size);
  if (!size || text[size - 1]) die("frame: a string without an end");
  return text;
}

char **take_strings(struct frame *frame, uint32_t *count) {
  *count = take_u32(frame);
  if (*count > MAX_ITEMS) die("frame: too many strings");
  char **strings = calloc((size_t)*count + 1, sizeof *strings);
  if (!strings) die("frame: out of memory");
  for (uint32_t i = 0; i < *count; i++) strings[i] = take_string(frame);
  return strings;
}

/* The data of files is left in the frame: whoever keeps it copies it. */
void take_files(struct frame *frame, struct files *files) {
  files->count = take_u32(frame);
  if (files->count > MAX_ITEMS) die("frame: too many files");
  files->items = calloc((size_t)files->count + 1, sizeof *files->items);
  if (!files->items) die("frame: out of memory");
  for (uint32_t i = 0; i < files->count; i++) {
    struct file *file = &files->items[i];
    file->path = take_string(frame);
    file->mode = take_u32(frame);
    file->size = take_u64(frame);
    file->data = take(frame, file->size);
  }
}

/* What a command is started with. */
void take_head(struct frame *frame, struct run *run) {
  uint32_t count;
  memset(run, 0, sizeof *run);
  run->head = frame->at;
  run->flags = take_u32(frame);
  run->scratch_bytes = take_u64(frame);
  run->scratch_files = take_u64(frame);
  run->cpu_s = take_u64(frame);
  run->file_bytes = take_u64(frame);
  run->stack_bytes = take_u64(frame);
  run->address_bytes = take_u64(frame);
  run->processes = take_u64(frame);
  run->collect_bytes = take_u64(frame);
  run->argv = take_strings(frame, &count);
  run->env = take_strings(frame, &count);
  int next = 0;
  run->target_count = take_u32(frame);
  if (run->target_count >= frame->fd_count) die("frame: descriptors are missing");
  for (; next < run->target_count; next++) run->targets[next] = take_u32(frame), run->sources[next] = frame->fds[next];
  run->result_fd = frame->fds[next++];
  while (next < frame->fd_count) run->cgroup_fds[run->cgroup_count++] = frame->fds[next++];
  run->head_size = frame->at - run->head;
  run->zygote_fd = -1;
}

void take_run(struct frame *frame, struct run *run) {
  take_head(frame, run);
  run->zygote = take_u32(frame);
  run->folders = take_strings(frame, &run->folder_count);
  run->collect = take_strings(frame, &run->collect_count);
  take_files(frame, &run->files);
}

/* The texts are the frame's own. */
void free_run(struct run *run) {
  free(run->argv), free(run->env), free(run->folders), free(run->collect), free(run->files.items);
}
