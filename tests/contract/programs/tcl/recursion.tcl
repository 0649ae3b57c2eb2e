interp recursionlimit {} 1000000
proc depth {count} {
    if {$count == 0} {return 0}
    return [expr {1 + [depth [expr {$count - 1}]]}]
}
puts [depth [gets stdin]]
