(setq kept nil)
(while t (setq kept (cons (make-string 1048576 ?x) kept)))
