depth <- function(count) if (count == 0) 0 else 1 + depth(count - 1)
cat(depth(as.numeric(readLines(file("stdin"), 1))), "\n", sep = "")
