: read-number ( -- n ) pad 80 stdin read-line throw drop pad swap s>number drop ;
: total ( n -- sum ) 0 swap 1+ 1 ?do i + loop ;
read-number total 0 .r cr bye
