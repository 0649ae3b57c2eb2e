read -r name
printf 'grüße, %s ✓ 日本語\n' "$name"
