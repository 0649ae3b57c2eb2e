#lang racket
(displayln (for/sum ([number (in-range 1 (add1 (read)))]) number))
