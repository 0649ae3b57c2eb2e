print "more\n" while 1;
