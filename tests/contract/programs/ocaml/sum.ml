let () =
  let count = read_int () in
  let total = ref 0 in
  for number = 1 to count do total := !total + number done;
  print_int !total;
  print_newline ()
