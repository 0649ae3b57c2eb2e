throw IllegalStateException("no")
