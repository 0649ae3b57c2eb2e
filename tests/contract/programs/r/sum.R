count <- as.numeric(readLines(file("stdin"), 1))
total <- 0
for (number in 1:count) total <- total + number
cat(format(total, scientific = FALSE), "\n", sep = "")
