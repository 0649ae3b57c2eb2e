program chatty
  do
    print '(a)', 'more'
  end do
end program
