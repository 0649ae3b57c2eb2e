defmodule Broken do
  def answer( do: 42
end
