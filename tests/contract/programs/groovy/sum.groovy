long count = System.in.newReader().readLine() as long
long total = 0
for (long number = 1; number <= count; number++) total += number
println total
