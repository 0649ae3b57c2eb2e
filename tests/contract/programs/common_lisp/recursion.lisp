(defun depth (count)
  (if (zerop count) 0 (1+ (depth (1- count)))))
(format t "~d~%" (depth (read)))
