let () = Printf.printf "grüße, %s ✓ 日本語\n" (read_line ())
