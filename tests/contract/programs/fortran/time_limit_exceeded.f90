program endless
  implicit none
  integer, volatile :: number
  do
    number = 1
  end do
end program
