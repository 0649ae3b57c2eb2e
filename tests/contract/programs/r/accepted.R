name <- readLines(file("stdin"), 1, encoding = "UTF-8")
cat("grüße, ", name, " ✓ 日本語\n", sep = "")
