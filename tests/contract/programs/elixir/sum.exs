count = IO.gets("") |> String.trim() |> String.to_integer()
IO.puts(Enum.reduce(1..count, 0, fn number, total -> total + number end))
