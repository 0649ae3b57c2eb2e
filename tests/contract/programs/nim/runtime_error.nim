raise newException(ValueError, "no")
