print "hello"
print "world";
