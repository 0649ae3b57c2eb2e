count = fscanf(stdin, "%d", 1);
total = 0;
for number = 1:count
  total += number;
end
printf("%d\n", total);
