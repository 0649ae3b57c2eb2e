(princ (format "grüße, %s ✓ 日本語\n" (read-from-minibuffer "")))
