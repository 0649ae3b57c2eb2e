my @kept;
push @kept, "x" x 1048576 . scalar @kept while 1;
