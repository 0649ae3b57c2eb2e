while true do print("more") end
