(use-modules (ice-9 rdelim))
(display (string-append "grüße, " (read-line) " ✓ 日本語\n"))
