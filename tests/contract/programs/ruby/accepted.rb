puts "grüße, #{gets.chomp} ✓ 日本語"
