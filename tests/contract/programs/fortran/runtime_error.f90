program failing
  error stop 3
end program
