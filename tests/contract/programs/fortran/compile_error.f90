program broken
  implicit none
  print *, unknown
end program
