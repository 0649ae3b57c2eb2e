BEGIN { while (1) print "more" }
