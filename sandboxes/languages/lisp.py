"""Lisps: Common Lisp (SBCL), Scheme (Guile), Racket, Emacs Lisp."""

from sandboxes.language import PLAIN_ENV, Language
from sandboxes.limits import MIB, Limits
from sandboxes.shared import racket

_ECHO_SBCL = """
(let ((input (sb-sys:make-fd-stream 0 :buffering :full
                                      :element-type '(unsigned-byte 8)))
      (output (sb-sys:make-fd-stream 1 :input nil :output t :buffering :full
                                       :element-type '(unsigned-byte 8)))
      (block (make-array 65536 :element-type '(unsigned-byte 8))))
  (loop for n = (read-sequence block input)
        while (plusp n) do (write-sequence block output :end n))
  (finish-output output))
"""
_ECHO_GUILE = """
(use-modules (rnrs io ports))
(let ((input (standard-input-port)) (output (standard-output-port)))
  (let copy ()
    (let ((block (get-bytevector-some input)))
      (unless (eof-object? block)
        (put-bytevector output block)
        (copy))))
  (flush-output-port output))
"""
_ECHO_RACKET = """
#lang racket
(copy-port (current-input-port) (current-output-port))
"""
_ECHO_EMACS = """
(let ((coding-system-for-read 'raw-text-unix) line)
  (set-terminal-coding-system 'no-conversion)
  (condition-case nil
      (while (setq line (read-from-minibuffer ""))
        (princ line) (princ "\\n"))
    (error nil)))
"""
_READ_ALL = (
    "(call-with-input-file (cadr (command-line)) (lambda (port) "
    "(let loop () (if (not (eof-object? (read port))) (loop)))))"
)

LANGUAGES = (
    Language(
        name="common_lisp",
        aliases=("lisp", "commonlisp", "common-lisp", "sbcl", "cl"),
        extensions=(".lisp", ".cl", ".lsp"),
        source_name="main.lisp",
        echo=_ECHO_SBCL,
        run=(
            "/usr/bin/sbcl",
            "--dynamic-space-size",
            "{heap_mib}",
            "--control-stack-size",
            "64MB",
            "--script",
            "{source}",
        ),
        version=("/usr/bin/sbcl", "--version"),
        packages=("sbcl",),
        env=PLAIN_ENV,
        limits=Limits(memory_bytes=512 * MIB),
        runtime_mib=96,
        cpu_time_factor=1.5,
        memory_floor_mib=256,
    ),
    Language(
        name="scheme",
        aliases=("scm", "guile", "ss"),
        extensions=(".scm", ".ss"),
        source_name="main.scm",
        echo=_ECHO_GUILE,
        build=("/usr/bin/guile", "-c", _READ_ALL, "{source}"),
        is_check_only=True,
        run=("/usr/bin/guile", "--no-auto-compile", "{source}"),
        version=("/usr/bin/guile", "--version"),
        packages=("guile-3.0",),
        env=PLAIN_ENV,
        cpu_time_factor=2.0,
        memory_floor_mib=64,
    ),
    Language(
        name="racket",
        aliases=("rkt",),
        extensions=(".rkt",),
        source_name="main.rkt",
        echo=_ECHO_RACKET,
        null="#lang racket\n",
        build=("/usr/bin/raco", "make", "{source}"),
        is_check_only=True,
        check_can_wait=True,
        run=("/usr/bin/racket", "{source}"),
        version=("/usr/bin/racket", "--version"),
        packages=("racket",),
        shows=("/etc/racket",),
        env=PLAIN_ENV,
        limits=Limits(memory_bytes=512 * MIB),
        cpu_time_factor=2.0,
        memory_floor_mib=256,
        shared=racket.DRIVER,
    ),
    Language(
        name="emacs_lisp",
        aliases=("elisp", "emacs-lisp", "emacs", "el"),
        extensions=(".el",),
        source_name="main.el",
        echo=_ECHO_EMACS,
        run=("/usr/bin/emacs", "--batch", "--quick", "--load", "{source}"),
        version=("/usr/bin/emacs", "--version"),
        packages=("emacs-nox",),
        env=PLAIN_ENV,
        cpu_time_factor=2.0,
        memory_floor_mib=128,
    ),
)
