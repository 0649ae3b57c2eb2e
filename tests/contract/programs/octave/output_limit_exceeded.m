while true
  puts("more\n");
end
