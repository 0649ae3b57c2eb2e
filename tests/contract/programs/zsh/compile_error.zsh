if true; then
  print hello
