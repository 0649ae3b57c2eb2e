local function depth(count)
  if count == 0 then return 0 end
  return 1 + depth(count - 1)
end
print(depth(tonumber(io.read("*l"))))
