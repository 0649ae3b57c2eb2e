#lang racket
(displayln unknown)
