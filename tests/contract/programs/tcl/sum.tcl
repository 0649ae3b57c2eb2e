set total 0
set count [gets stdin]
for {set number 1} {$number <= $count} {incr number} {incr total $number}
puts $total
