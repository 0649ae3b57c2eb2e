program greeting
  implicit none
  character(len=200) :: name
  read (*, '(a)') name
  print '(3a)', 'grüße, ', trim(name), ' ✓ 日本語'
end program
