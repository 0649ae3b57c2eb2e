while 1 {puts more}
