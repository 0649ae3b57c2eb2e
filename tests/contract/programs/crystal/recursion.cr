def depth(count : Int32) : Int32
  count == 0 ? 0 : 1 + depth(count - 1)
end

puts depth(gets.not_nil!.to_i)
