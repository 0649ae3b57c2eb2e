{ print "grüße, " $0 " ✓ 日本語" }
