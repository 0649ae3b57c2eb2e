defmodule Endless do
  def loop, do: loop()
end

Endless.loop()
