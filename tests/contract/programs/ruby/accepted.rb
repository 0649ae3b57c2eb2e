$stdout.write("grüße, #{$stdin.gets.chomp} ✓ 日本語\n")
