defmodule Diver do
  def depth(0), do: 0
  def depth(count), do: 1 + depth(count - 1)
end

IO.gets("") |> String.trim() |> String.to_integer() |> Diver.depth() |> IO.puts()
