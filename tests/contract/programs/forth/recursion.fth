: read-number ( -- n ) pad 80 stdin read-line throw drop pad swap s>number drop ;
: depth-of ( n -- n ) dup 0= if exit then 1- recurse 1+ ;
read-number depth-of 0 .r cr bye
