1 0 / . bye
