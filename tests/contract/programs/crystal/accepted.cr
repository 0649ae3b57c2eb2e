puts "grüße, #{gets} ✓ 日本語"
