name = IO.gets("") |> String.trim()
IO.puts("grüße, #{name} ✓ 日本語")
