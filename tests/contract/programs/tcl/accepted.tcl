puts "grüße, [gets stdin] ✓ 日本語"
