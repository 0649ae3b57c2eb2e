my int $total = 0;
my int $number = 0;
my int $count = get.Int;
while $number < $count { $number = $number + 1; $total = $total + $number }
say $total;
