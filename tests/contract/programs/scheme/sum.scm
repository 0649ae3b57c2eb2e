(let loop ((number (read)) (total 0))
  (if (= number 0)
      (begin (display total) (newline))
      (loop (- number 1) (+ total number))))
