say "grüße, {get} ✓ 日本語";
