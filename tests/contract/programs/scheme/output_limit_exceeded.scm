(let loop () (display "more\n") (loop))
