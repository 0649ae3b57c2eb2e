/* What a warm Python needs of the kernel: to fork a child into the namespaces
 * of a run, and to make it the candidate (../init/enter.c). Limited API, so one
 * build serves every Python 3. */
#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x03080000
#include <Python.h>

#include "../init/init.h"
#include "pages.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CONTROL_FD = 3, TEMPLATE_CPU_S = 2 };
#define TEMPLATE_BYTES (2ULL << 30)

uid_t candidate_id;
static int namespaces = -1, line = -1; /* of the run: its pid 1, and its line to us */
static int own_pids = -1;              /* the namespace that we are in, which our children need not be */
static int listener = -1;              /* of a template, until it is ready */
static int can_return;                 /* whether our children may be of our own namespace again */

void die(const char *what) {
  (void)what;
  _exit(125);
}

/* Fork a child that is the run's own: its parent is the run's pid 1, as if that
 * had started it. Only an orphan changes its parent, so there is one between;
 * it shares our memory, which costs next to nothing. The run is told the pid
 * when the change is made. 1 in the child, -1 if there is none. */
static int fork_for_run(void) {
  static volatile pid_t child; /* as the run numbers it */
  child = -1;
  pid_t between = vfork();
  if (!between) {
    /* The kernel writes the pid before the child runs: that can kill the one between, of a template. */
    if (!syscall(SYS_clone, CLONE_PARENT_SETTID | SIGCHLD, 0, &child, 0, 0)) return 1; /* in a copy of our memory */
    _exit(0);
  }
  while (between > 0 && waitpid(between, NULL, 0) < 0 && errno == EINTR) {}
  pid_t made = child;
  if (made <= 0) return -1;
  if (write(line, &made, sizeof made) < 0) errno = 0; /* killed meanwhile */
  return 0;
}

static PyObject *words_of(const struct run *run) {
  PyObject *words = PyList_New(0);
  for (char **word = run->argv; words && *word; word++) {
    PyObject *text = PyUnicode_DecodeFSDefault(*word);
    if (!text || PyList_Append(words, text)) return NULL;
    Py_DECREF(text);
  }
  return words;
}

/* The same from outside of the run's namespace. Once our children are of another
 * than our own, they cannot always be of our own again: then somebody else, who
 * shares our memory, goes there. */
static int fork_into_run(void) {
  if (can_return) return !setns(namespaces, CLONE_NEWPID) && fork_for_run() == 1; /* fails where the run has died already */
  pid_t guide = vfork();
  if (!guide) {
    if (!setns(namespaces, CLONE_NEWPID) && fork_for_run() == 1) return 1; /* in a copy of our memory */
    _exit(0);
  }
  while (guide > 0 && waitpid(guide, NULL, 0) < 0 && errno == EINTR) {}
  return 0;
}

/* Become the candidate; returns its command line. */
static PyObject *enter(void) {
  struct frame frame;
  struct run run;
  if (read_frame(line, &frame) || frame.kind != FRAME_RUN) _exit(125);
  take_head(&frame, &run);
  report_fd = run.result_fd;
  if (setns(namespaces, CLONE_NEWNS | CLONE_NEWIPC)) fail_setup("join namespaces");
  become_candidate(&run, line, 0);
  PyObject *words = words_of(&run);
  free(run.argv), free(run.env), free(frame.data);
  return words;
}

/* Do here what each child would have to do again. */
static void prepare(void) {
  Py_tss_t *key = PyThread_tss_alloc();
  if (key && !PyThread_tss_create(key)) PyThread_tss_delete(key); /* the linker finds it when it is first called */
  PyThread_tss_free(key);
  lose_bounding_set();
  prepare_seccomp(0);
  own_pids = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
  can_return = !setns(own_pids, CLONE_NEWPID); /* not in a container: it is its engine's */
}

/* A template outlives its run, and nobody waits for it. */
static void reap_templates(void) {
  while (waitpid(-1, NULL, WNOHANG) > 0) {}
}

/* Set a soft limit. What a program takes to compile is not its runs' own. */
static void bound(int resource, rlim_t value) {
  struct rlimit limit;
  if (getrlimit(resource, &limit)) _exit(125);
  limit.rlim_cur = limit.rlim_max < value ? limit.rlim_max : value;
  if (setrlimit(resource, &limit)) _exit(125);
}

/* Become a template of candidates (../init/room.c): with the rights that they
 * have, and none of what its zygote holds. Returns the command line. */
static PyObject *become_template(void) {
  struct frame frame;
  struct run run;
  close(CONTROL_FD), close(own_pids);
  report_fd = -1; /* what fails is told by our end: the run is then started plainly */
  if (read_frame(line, &frame) || frame.kind != FRAME_RUN) _exit(125);
  take_head(&frame, &run);
  listener = give_up_rights(&run, namespaces);
  close(namespaces);
  if (chdir("/box")) _exit(125);
  bound(RLIMIT_CPU, TEMPLATE_CPU_S), bound(RLIMIT_AS, TEMPLATE_BYTES);
  if (listener < 0) _exit(125);
  close_frame_fds(&frame);
  PyObject *words = words_of(&run);
  free(run.argv), free(run.env), free(frame.data);
  return words;
}

/* Fork a child for each run that wants one; returns in children alone: whether
 * it is a template, and its command line. */
static PyObject *serve(PyObject *self, PyObject *nothing) {
  (void)self, (void)nothing;
  prepare();
  answer(CONTROL_FD, ANSWER_READY, 0);
  for (struct frame frame;;) {
    if (read_frame(CONTROL_FD, &frame) || frame.fd_count != 2) _exit(0); /* the box is gone */
    candidate_id = take_u32(&frame);
    free(frame.data);
    namespaces = frame.fds[0], line = frame.fds[1];
    if (frame.kind == FRAME_TEMPLATE) {
      reap_templates();
      PyOS_BeforeFork();
      if ((!can_return || !setns(own_pids, CLONE_NEWPID)) && !syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)) {
        PyOS_AfterFork_Child();
        return Py_BuildValue("(iN)", 1, become_template());
      }
      PyOS_AfterFork_Parent();
    } else {
      PyOS_BeforeFork();
      if (fork_into_run()) {
        PyOS_AfterFork_Child();
        return Py_BuildValue("(iN)", 0, enter());
      }
      PyOS_AfterFork_Parent();
    }
    close(namespaces), close(line);
  }
}

/* Fork a child of the template for each run; returns in children alone. */
static PyObject *serve_again(PyObject *self, PyObject *nothing) {
  (void)self, (void)nothing;
  bound(RLIMIT_CPU, RLIM_INFINITY), bound(RLIMIT_AS, RLIM_INFINITY);
  if (chdir("/")) _exit(125); /* where we are is taken away after each run */
  send_frame(line, FRAME_LISTENER, NULL, 0, &listener, 1);
  close(listener);
  for (struct frame frame;;) {
    struct run run;
    if (read_frame(line, &frame) || frame.kind != FRAME_RUN) _exit(0); /* the room is gone */
    take_head(&frame, &run);
    PyOS_BeforeFork();
    int is_child = fork_for_run();
    if (is_child < 0) _exit(125); /* the run learns it from our end */
    if (is_child) {
      become_candidate_without_rights(&run);
      PyOS_AfterFork_Child();
      free(run.argv), free(run.env), free(frame.data);
      Py_RETURN_NONE;
    }
    PyOS_AfterFork_Parent();
    close_frame_fds(&frame);
    free(run.argv), free(run.env), free(frame.data);
  }
}

/* Make our forks cheap. One thread is all there may be. */
static PyObject *settle(PyObject *self, PyObject *nothing) {
  (void)self, (void)nothing;
  settle_pages();
  Py_RETURN_NONE;
}

/* Whether a file has some content and nothing else; not by Python's files, which
 * touch forty pages that most programs do without. */
static PyObject *has_content(PyObject *self, PyObject *args) {
  (void)self;
  PyObject *path;
  const char *content;
  Py_ssize_t size, done = 0, got = -1;
  char part[4096];
  if (!PyArg_ParseTuple(args, "O&y#", PyUnicode_FSConverter, &path, &content, &size)) return NULL;
  int file = open(PyBytes_AsString(path), O_RDONLY | O_CLOEXEC);
  while (file >= 0 && (got = read(file, part, sizeof part)) > 0 && got <= size - done && !memcmp(part, content + done, got)) done += got;
  if (file >= 0) close(file);
  Py_DECREF(path);
  return PyBool_FromLong(!got && done == size);
}

/* End at once, by a function that the linker need not look for. */
static PyObject *leave(PyObject *self, PyObject *status) {
  (void)self;
  _exit((int)PyLong_AsLong(status));
}

static PyMethodDef functions[] = {
    {"serve", serve, METH_NOARGS, "Fork a child for each run; return, in the child, whether it is a template, and the run's command line."},
    {"has_content", has_content, METH_VARARGS, "Return whether the file at a path has some content."},
    {"leave", leave, METH_O, "End this process with an exit code."},
    {"settle", settle, METH_NOARGS, "Put all that is loaded into large pages; with one thread alone."},
    {"serve_again", serve_again, METH_NOARGS, "Fork a child of a template for each run; return in the child."},
    {NULL, NULL, 0, NULL},
};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "verifier_fork", NULL, -1, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_verifier_fork(void) { return PyModule_Create(&module); }
