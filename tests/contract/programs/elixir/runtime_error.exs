raise "no"
