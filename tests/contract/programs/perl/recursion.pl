no warnings 'recursion';
sub depth { my $count = shift; return $count ? 1 + depth($count - 1) : 0 }
print depth(<STDIN> + 0), "\n";
