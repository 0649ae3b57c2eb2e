local kept = {}
while true do kept[#kept + 1] = string.rep("x", 1048576) .. #kept end
