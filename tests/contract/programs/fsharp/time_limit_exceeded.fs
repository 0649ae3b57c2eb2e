let mutable number = 0
while true do
    number <- number + 1
