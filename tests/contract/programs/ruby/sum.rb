total = 0
1.upto(gets.to_i) { |number| total += number }
puts total
