program total_of
  implicit none
  integer(8) :: count, number, total
  read *, count
  total = 0
  do number = 1, count
    total = total + number
  end do
  print '(i0)', total
end program
