program diver
  implicit none
  integer :: count
  read *, count
  print '(i0)', depth(count)
contains
  recursive integer function depth(count) result(reached)
    integer, intent(in) :: count
    reached = 0
    if (count > 0) reached = 1 + depth(count - 1)
  end function
end program
