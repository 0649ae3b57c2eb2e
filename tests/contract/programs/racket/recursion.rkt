#lang racket
(define (depth count) (if (zero? count) 0 (+ 1 (depth (- count 1)))))
(displayln (depth (read)))
