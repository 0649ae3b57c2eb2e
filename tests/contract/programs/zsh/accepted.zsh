read -r name
print "grüße, $name ✓ 日本語"
