throw new IllegalStateException("no")
