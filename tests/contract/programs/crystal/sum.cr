total = 0_i64
1_i64.upto(gets.not_nil!.to_i64) { |number| total += number }
puts total
