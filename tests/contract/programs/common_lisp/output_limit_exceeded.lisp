(loop (write-line "more"))
