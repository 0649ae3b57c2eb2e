loop { say "more" }
