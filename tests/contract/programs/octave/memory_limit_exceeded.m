kept = {};
while true
  kept{end + 1} = ones(131072, 1);
end
