(let ((total 0) (count (string-to-number (read-from-minibuffer ""))))
  (dotimes (number count) (setq total (+ total number 1)))
  (princ (format "%d\n" total)))
