#lang racket
(printf "grüße, ~a ✓ 日本語\n" (read-line))
