local total = 0
for number = 1, tonumber(io.read("*l")) do total = total + number end
print(string.format("%d", total))
