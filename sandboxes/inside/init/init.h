/* The trusted init of a box: what its parts know of each other.
 *
 * One static program, two roles. As the *box init* it is the process that
 * nsjail, or a container engine, starts: it obeys the control socket, keeps the
 * files that all runs share, and starts runs. As the *run init* it is pid 1 of one run's own
 * namespaces: it lays out scratch space, starts the command as pid 2, reaps
 * orphans, and brings files back when every other process is dead. Neither
 * ever reads a byte that a candidate wrote, except to carry it out unread.
 */
#ifndef INIT_H
#define INIT_H

#include <stdint.h>
#include <stddef.h>
#include <sys/types.h>

enum { MAX_FDS = 16, MAX_ITEMS = 20000 };

/* A frame that came in: a cursor over its payload. */
struct frame {
  uint32_t kind;
  char *data, *at, *end;
  int fds[MAX_FDS];
  int fd_count;
};

enum frame_kind { FRAME_PUT = 1, FRAME_RUN = 2, FRAME_KILL = 3, FRAME_WARM = 4, FRAME_FORK = 5, FRAME_INSTALL = 6, FRAME_LISTENER = 7, FRAME_LAYOUT = 8, FRAME_LEAVE = 9, FRAME_TEMPLATE = 10 };
enum answer_kind { ANSWER_READY = 1, ANSWER_ENDED = 2, ANSWER_FAILED = 3 };
enum result_kind { RESULT_EXIT = 1, RESULT_FILE = 2, RESULT_LOST = 3, RESULT_SETUP = 4, RESULT_EXEC = 5, RESULT_REFUSED = 6 };
enum run_flag { RUN_MAY_FLOCK = 1, RUN_COLLECT_ALWAYS = 2, RUN_TELL_AT_ONCE = 4, RUN_STAY = 8 };
enum { NOTHING_STARTED = 77, NO_ROOMS = 78 }; /* exit codes of a room that could not serve a run, or never could any */

struct file {
  char *path;
  uint32_t mode;
  char *data; /* NULL: kept on disk as STORE/<index>, bound read-only into runs */
  uint64_t size;
};

struct files {
  struct file *items;
  uint32_t count;
};

struct run {
  uint32_t flags;
  uint64_t scratch_bytes, scratch_files;
  uint64_t cpu_s, file_bytes, stack_bytes, address_bytes, processes; /* rlimits; 0: none */
  char **argv, **env, **folders, **collect;
  char *head; /* what a zygote's child needs to know: all up to the targets */
  uint64_t head_size;
  uint32_t zygote; /* which one to fork; 0: none */
  int zygote_fd;   /* the line of the run's pid 1 to it, or -1 */
  uint32_t folder_count, collect_count;
  uint64_t collect_bytes;
  struct files files;
  int targets[MAX_FDS], sources[MAX_FDS]; /* descriptors of the command, by number */
  int target_count;
  int result_fd;
  int cgroup_fds[MAX_FDS];
  int cgroup_count;
};

extern uid_t candidate_id; /* user and group of runs; 0 where only one id is mapped */
extern struct files stored;

/* wire.c */
int read_frame(int fd, struct frame *frame);
int read_exactly(int fd, void *data, size_t size);
void close_frame_fds(struct frame *frame);
uint32_t take_u32(struct frame *frame);
uint64_t take_u64(struct frame *frame);
char *take_string(struct frame *frame);
char **take_strings(struct frame *frame, uint32_t *count);
void take_files(struct frame *frame, struct files *files);
void take_head(struct frame *frame, struct run *run);
void take_run(struct frame *frame, struct run *run);
void free_run(struct run *run);
int receive_fd(int line);
void send_frame(int fd, enum frame_kind kind, const void *data, size_t size, const int *fds, int fd_count);
void write_all(int fd, const void *data, size_t size);
void answer(int fd, enum answer_kind kind, uint32_t value);

/* files.c */
void store_files(struct files files);
void install_files(const struct files *files);
void lay_out_scratch(const struct run *run);
void clear_scratch(void);
void bring_back(const struct run *run);

/* enter.c */
extern int report_fd;
void report(uint32_t kind, const char *text, uint32_t size);
void fail_setup(const char *what) __attribute__((noreturn));
void lose_bounding_set(void);
void become_candidate(const struct run *run, int line, int will_exec);
int give_up_rights(const struct run *run, int namespaces);
void become_candidate_without_rights(const struct run *run);

/* run.c */
void run_init(const struct run *run) __attribute__((noreturn));
void room_init(const struct run *first, int door) __attribute__((noreturn));

/* room.c */
int run_in_room(int control, struct frame *frame, const struct run *run);
void leave_room(void);

/* zygotes.c */
int warm_up(struct frame *frame);
int zygote_control(uint32_t number);

/* seccomp.c */
void prepare_seccomp(uint32_t flags);
int install_seccomp(uint32_t flags);
enum heard { HEARD_NOTHING, HEARD_CALL, HEARD_ENOUGH };
enum heard hear_call(int listener);

/* container.c */
void enter_container(const char *path, const char *candidate) __attribute__((noreturn));

/* main.c */
void obey_kill(int control, pid_t pid);
void order_child(const struct run *run, pid_t pid, int line, enum frame_kind kind);
void die(const char *what) __attribute__((noreturn));

#endif
