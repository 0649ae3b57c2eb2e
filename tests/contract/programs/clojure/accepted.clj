(println (str "grüße, " (read-line) " ✓ 日本語"))
