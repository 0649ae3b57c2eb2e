identification division.
program-id. total-of.
data division.
working-storage section.
01 how-many pic 9(9) comp-5.
01 a-number pic 9(9) comp-5.
01 total pic 9(18) comp-5.
01 shown pic z(17)9.
procedure division.
    accept how-many
    perform varying a-number from 1 by 1 until a-number > how-many
        add a-number to total
    end-perform
    move total to shown
    display function trim(shown)
    stop run.
