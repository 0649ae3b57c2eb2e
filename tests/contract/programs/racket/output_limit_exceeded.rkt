#lang racket
(let loop () (displayln "more") (loop))
