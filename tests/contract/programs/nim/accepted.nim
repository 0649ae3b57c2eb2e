echo "grüße, ", stdin.readLine(), " ✓ 日本語"
