read -r count
total=0
for ((number = 1; number <= count; number++)); do ((total += number)); done
print $total
