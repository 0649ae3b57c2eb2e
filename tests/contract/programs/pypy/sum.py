count = int(input())
total = 0
for number in range(1, count + 1):
    total += number
print(total)
