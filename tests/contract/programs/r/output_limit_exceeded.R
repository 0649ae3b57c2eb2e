while (TRUE) cat("more\n")
