<?php
$count = (int) fgets(STDIN);
$total = 0;
for ($number = 1; $number <= $count; $number++) $total += $number;
echo $total, "\n";
