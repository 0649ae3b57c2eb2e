identification division.
program-id. diver.
data division.
working-storage section.
01 how-many pic 9(9) comp-5.
01 reached pic 9(9) comp-5.
01 shown pic z(8)9.
procedure division.
    accept how-many
    call "depth" using how-many reached
    move reached to shown
    display function trim(shown)
    stop run.
end program diver.

identification division.
program-id. depth is recursive.
data division.
local-storage section.
01 remaining pic 9(9) comp-5.
linkage section.
01 how-many pic 9(9) comp-5.
01 reached pic 9(9) comp-5.
procedure division using how-many reached.
    if how-many = 0
        move 0 to reached
    else
        subtract 1 from how-many giving remaining
        call "depth" using remaining reached
        add 1 to reached
    end-if
    goback.
end program depth.
