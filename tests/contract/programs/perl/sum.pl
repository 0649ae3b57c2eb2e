my ($count, $total) = (<STDIN> + 0, 0);
$total += $_ for 1 .. $count;
print "$total\n";
