def depth(count) = count.zero? ? 0 : 1 + depth(count - 1)
puts depth(gets.to_i)
