
/* Swift's top-level code is a `main`, which returns at its end. It has to pass a mark
 * there, as code could be left out otherwise. */
extern int verifier_main_TAG(int argc, char **argv);

static int has_ended;

void verifier_end_TAG(void) { has_ended = 1; }

int verifier_run_TAG(int argc, char **argv, void (*note)(const char *, long, int)) {
  int code = verifier_main_TAG(argc, argv);
  return code ? code : !has_ended;
}
