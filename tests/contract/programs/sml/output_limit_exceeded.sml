fun chat () = (print "more\n"; chat ());
val () = chat ();
