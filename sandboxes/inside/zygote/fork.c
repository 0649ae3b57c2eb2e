/* What a warm Python needs of the kernel: to fork a child into the namespaces
 * of a run, and to make it the candidate (../init/enter.c). Limited API, so one
 * build serves every Python 3. */
#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x03080000
#include <Python.h>

#include "../init/init.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CONTROL_FD = 3 };

uid_t candidate_id;
static int namespaces = -1, line = -1; /* of the run: its pid 1, and its line to us */

void die(const char *what) {
  (void)what;
  _exit(125);
}

/* Fork a child that is the run's own: its parent is the run's pid 1, as if that
 * had started it. Only an orphan changes its parent, so there is one between;
 * it shares our memory, which costs next to nothing. The run is told the pid
 * when the change is made. True in the child. */
static int fork_for_run(void) {
  static volatile pid_t child; /* as the run numbers it */
  child = -1;
  pid_t between = vfork();
  if (!between) {
    child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (!child) return 1; /* in a copy of our memory */
    _exit(0);
  }
  while (between > 0 && waitpid(between, NULL, 0) < 0 && errno == EINTR) {}
  pid_t made = child;
  if (made > 0 && write(line, &made, sizeof made) < 0) errno = 0; /* killed meanwhile */
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
  PyObject *words = PyList_New(0);
  for (char **word = run.argv; words && *word; word++) {
    PyObject *text = PyUnicode_DecodeFSDefault(*word);
    if (!text || PyList_Append(words, text)) return NULL;
    Py_DECREF(text);
  }
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
}

/* Fork a child for each run that wants one; returns in children alone. */
static PyObject *serve(PyObject *self, PyObject *nothing) {
  (void)self, (void)nothing;
  prepare();
  answer(CONTROL_FD, ANSWER_READY, 0);
  for (struct frame frame;;) {
    if (read_frame(CONTROL_FD, &frame) || frame.kind != FRAME_FORK || frame.fd_count != 2) _exit(0); /* the box is gone */
    candidate_id = take_u32(&frame);
    free(frame.data);
    namespaces = frame.fds[0], line = frame.fds[1];
    if (!setns(namespaces, CLONE_NEWPID)) { /* fails where the run has died already */
      PyOS_BeforeFork();
      if (fork_for_run()) {
        PyOS_AfterFork_Child();
        return enter();
      }
      PyOS_AfterFork_Parent();
    }
    close(namespaces), close(line);
  }
}

static PyMethodDef functions[] = {
    {"serve", serve, METH_NOARGS, "Fork a child for each run; return the run's command line, in the child."},
    {NULL, NULL, 0, NULL},
};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "verifier_fork", NULL, -1, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_verifier_fork(void) { return PyModule_Create(&module); }
