BEGIN { print "hello"
