Enum.each(Stream.cycle(["more"]), &IO.puts/1)
