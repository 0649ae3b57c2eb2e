#lang racket
(let loop ([kept '()]) (loop (cons (make-bytes 1048576 1) kept)))
