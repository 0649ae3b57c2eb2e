1;
function reached = depth(count)
  if count == 0
    reached = 0;
  else
    reached = 1 + depth(count - 1);
  end
end

count = fscanf(stdin, "%d", 1);
max_recursion_depth(count + 100);
printf("%d\n", depth(count));
