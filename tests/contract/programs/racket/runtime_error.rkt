#lang racket
(error "no")
