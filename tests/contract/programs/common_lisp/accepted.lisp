(format t "grüße, ~a ✓ 日本語~%" (read-line))
