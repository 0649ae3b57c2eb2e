sub depth(Int $count) { $count == 0 ?? 0 !! 1 + depth($count - 1) }
say depth(get.Int);
