loop { puts "more" }
