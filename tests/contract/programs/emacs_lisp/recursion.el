(setq max-lisp-eval-depth 10000000 max-specpdl-size 10000000)
(defun depth (count)
  (if (zerop count) 0 (1+ (depth (1- count)))))
(princ (format "%d\n" (depth (string-to-number (read-from-minibuffer "")))))
