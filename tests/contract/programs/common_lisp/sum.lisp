(format t "~d~%" (loop for number from 1 to (read) sum number))
