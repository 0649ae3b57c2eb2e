(define (depth count) (if (= count 0) 0 (+ 1 (depth (- count 1)))))
(display (depth (read)))
(newline)
