chomp(my $name = <STDIN>);
print "grüße, $name ✓ 日本語\n";
