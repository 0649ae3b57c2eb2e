(use-modules (rnrs bytevectors))
(let loop ((kept '()))
  (loop (cons (make-bytevector 1048576 1) kept)))
