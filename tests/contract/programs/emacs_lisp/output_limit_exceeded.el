(while t (princ "more\n"))
