let rec depth count = if count = 0 then 0 else 1 + depth (count - 1)
let () = print_int (depth (read_int ())); print_newline ()
