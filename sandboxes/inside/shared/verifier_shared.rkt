#lang racket/base
;; Runs a program and then test code in one process, and tells of its end.
;; usage: racket verifier_shared.rkt SOURCE
;;
;; Descriptor 4 gives two secrets and, once the program is loaded, the second one and a
;; length, the test code and a NUL; 3 is written; `verifier/graders/line.py` is at the other end. The secrets are local
;; variables here, which no program reaches: it is loaded under a weaker inspector, by
;; which the unsafe libraries are closed to it. The tests have a namespace of their
;; own, with their own rackunit; the program's values are put there by name. Each of
;; their forms runs in a thread of its own, so that no parameter that a program sets is
;; one of ours, and behind a barrier, so that no continuation leads past a form.
(require ffi/unsafe/port
         racket/list
         racket/port)

(define source (simplify-path (path->complete-path (vector-ref (current-command-line-arguments) 0))))
(define libraries (path->string (simplify-path (collection-path "racket"))))
(define installed #rx"^/usr/(share|lib)/racket/")

(define (json text)
  (define out (open-output-string))
  (write-char #\" out)
  (for ([char (in-string (if (> (string-length text) 1500) (substring text 0 1500) text))])
    (define code (char->integer char))
    (if (or (< code 32) (> code 126) (memv char '(#\" #\\)))
        (write-string (if (< code #x10000) (string-append "\\u" (hex code)) "?") out)
        (write-char char out)))
  (write-char #\" out)
  (get-output-string out))

(define (hex code)
  (define digits (number->string code 16))
  (string-append (make-string (- 4 (string-length digits)) #\0) digits))

(define (tell out . parts)
  (for-each (lambda (part) (write-string part out)) parts)
  (newline out)
  (flush-output out))

(define (tell-failure out name problem raised?)
  (define message (with-handlers ([void (lambda (_) "an exception")])
                    (if (exn? problem) (exn-message problem) (format "~a" problem))))
  (eprintf "~a: ~a\n" name message)
  (tell out "{\"test\": " (json name) ", \"outcome\": \"failed\", \"message\": " (json message)
        (if raised? ", \"raised\": \"exception\"}" "}")))

;; Runs a thunk where it changes nothing of ours; 'done and its value, or 'failed and why.
(define (run-apart thunk inspector namespace)
  (define result (box (cons 'failed "ended early")))
  (define ours (current-thread))
  (define (fail problem) (set-box! result (cons 'failed problem)))
  (define worker
    (parameterize ([current-custodian (make-custodian)]
                   [current-code-inspector inspector]
                   [current-namespace namespace])
      (thread
       (lambda ()
         (call-with-continuation-prompt
          (lambda ()
            (define value
              (call-with-continuation-barrier
               (lambda () (call-with-values thunk (lambda values (if (pair? values) (car values) (void)))))))
            (set-box! result (cons 'done value)))
          (default-continuation-prompt-tag)
          (lambda _ (fail "left by a continuation")))))))
  (sync worker)
  (unbox result))

;; The same, and an exception is what failed.
(define (run-caught thunk inspector namespace)
  (define caught (box #f))
  (define outcome
    (run-apart (lambda ()
                 (with-handlers ([(lambda (_) #t) (lambda (problem) (set-box! caught (list problem)) (abort))])
                   (thunk)))
               inspector namespace))
  (if (unbox caught) (cons 'failed (car (unbox caught))) outcome))

(define (abort)
  (abort-current-continuation (default-continuation-prompt-tag) void))

;; Libraries are loaded by our rights, whoever wants them.
(define (loader inspector load)
  (lambda (path name)
    (if (regexp-match? installed (path->string (simplify-path path)))
        (parameterize ([current-code-inspector inspector]) (load path name))
        (load path name))))

(define (has-language? text)
  (regexp-match? #px"^(?:\\s|;[^\n]*\n|#\\|.*?\\|#)*(?:#lang|#!|#reader|\\(module)" text))

(define (complete-source)
  (define text (call-with-input-file source port->string))
  (unless (has-language? text)
    (call-with-output-file source #:exists 'truncate
      (lambda (out) (write-string (string-append "#lang racket\n" text) out)))))

(define (read-forms text)
  (define in (open-input-string (regexp-replace* #px"(?m:^#lang[^\n]*)" text "")))
  (for*/list ([form (in-port read in)]
              [inner (if (and (pair? form) (memq (car form) '(module+ begin)))
                         (if (eq? (car form) 'begin) (cdr form) (cddr form))
                         (list form))])
    inner))

(define (symbols-of form)
  (cond [(symbol? form) (list form)]
        [(pair? form) (append (symbols-of (car form)) (symbols-of (cdr form)))]
        [else '()]))

(define declaring
  '(require provide define-syntax define-syntaxes define-syntax-rule struct define-struct begin-for-syntax
    define-values define-check define-simple-check define-binary-check))

;; Gives the tests the program's values; names of racket/base and rackunit stay what they are.
(define (import-values names module-name program tests fixed)
  (define defined (parameterize ([current-namespace program]) (module->namespace module-name)))
  (for ([name (in-list (remove-duplicates names))]
        #:unless (hash-ref fixed name #f))
    (define binding (parameterize ([current-namespace defined])
                      (identifier-binding (namespace-symbol->identifier name))))
    (define is-own
      (and (list? binding)
           (equal? (resolved-module-path-name (module-path-index-resolve (car binding))) module-name)))
    (when is-own
      (with-handlers ([exn:fail? void])
        (define value (parameterize ([current-namespace defined]) (eval name defined)))
        (parameterize ([current-namespace tests]) (namespace-set-variable-value! name value #t tests))))))

(define (run-tests forms tests program inspector test-log out)
  (define failures (box '()))
  (define evaluate (lambda (form) (parameterize ([current-namespace tests]) (eval form tests))))
  ((evaluate 'current-check-handler) (lambda (problem) (set-box! failures (cons problem (unbox failures)))))
  (define outcome
    (for/fold ([outcome '(done)]) ([form (in-list forms)] #:when (eq? (car outcome) 'done))
      (define head (and (pair? form) (car form)))
      (cond
        [(or (memq head declaring)
             (and (eq? head 'define) (pair? (cdr form)) (pair? (cadr form))))
         (with-handlers ([exn:fail? (lambda (problem) (cons 'failed problem))])
           (evaluate form)
           '(done))]
        [(and (eq? head 'define) (= (length form) 3))
         (define thunk (evaluate `(lambda () ,(caddr form))))
         (define made (run-caught thunk inspector program))
         (when (eq? (car made) 'done)
           (namespace-set-variable-value! (cadr form) (cdr made) #t tests))
         made]
        [else (run-caught (evaluate `(lambda () ,form)) inspector program)])))
  (define report (test-log))
  (cond
    [(eq? (car outcome) 'failed) (tell-failure out "the tests" (cdr outcome) (exn? (cdr outcome))) #f]
    [(pair? (unbox failures)) (tell-failure out "a check" (last (unbox failures)) #f) #f]
    [(not (eqv? (car report) 0)) (tell-failure out "a check" "a test case failed" #f) #f]
    [else #t]))

(define (hold)
  (define line (unsafe-file-descriptor->port 4 'line '(read)))
  (define out (unsafe-file-descriptor->port 3 'line '(write)))
  (define first (read-line line))
  (define second (read-line line))
  (define strong (current-code-inspector))
  (define weak (make-inspector strong))
  (define load (current-load/use-compiled))
  (define own (current-namespace))
  (dynamic-require 'racket #f)
  (define (fresh)
    (define made (make-base-empty-namespace))
    (namespace-attach-module own 'racket made)
    made)
  (define tests (fresh))
  (parameterize ([current-namespace tests])
    (namespace-require 'racket)
    (namespace-require 'rackunit))
  (define test-log (parameterize ([current-namespace tests]) (dynamic-require 'rackunit/log 'test-log)))
  (define fixed
    (let ([base (fresh)])
      (parameterize ([current-namespace base])
        (namespace-require 'racket/base)
        (namespace-attach-module tests 'rackunit base)
        (namespace-require 'rackunit)
        (for/hasheq ([name (in-list (namespace-mapped-symbols base))]) (values name #t)))))
  (define program (fresh))
  (complete-source)
  (define loaded
    (run-caught (lambda ()
                  (current-load/use-compiled (loader strong load))
                  (dynamic-require source #f))
                weak program))
  (cond
    [(eq? (car loaded) 'failed) (tell-failure out "the program" (cdr loaded) #t)]
    [else
     (tell out second " loaded")
     ;; What another process of the program's has taken of it is missing here.
     (define head (read-line line))
     (define count
       (and (string? head)
            (let ([found (regexp-match #px"^(\\w+) (\\d+)$" head)])
              (and found (equal? (cadr found) second) (string->number (caddr found))))))
     (define got (and count (read-bytes (add1 count) line)))
     (unless (and (bytes? got) (= (bytes-length got) (add1 count)) (zero? (bytes-ref got count)))
       (exit 1))
     (define text (bytes->string/utf-8 (subbytes got 0 count) #\?))
     (close-input-port line)
     (define forms (with-handlers ([exn:fail:read? values]) (read-forms text)))
     (cond
       [(exn? forms) (tell out "{\"fault\": " (json (exn-message forms)) "}")]
       [else
        (import-values (symbols-of forms) source program tests fixed)
        (when (run-tests forms tests program weak test-log out)
          (tell out "{\"test\": \"the program\", \"outcome\": \"passed\"}")
          (tell out first " {\"done\": 1}"))])])
  (flush-output (current-output-port)))

(hold)
