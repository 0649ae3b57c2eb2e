program greedy
  implicit none
  type node
    integer :: values(262144)
    type(node), pointer :: next
  end type
  type(node), pointer :: first, fresh
  first => null()
  do
    allocate (fresh)
    fresh%values = 1
    fresh%next => first
    first => fresh
  end do
end program
