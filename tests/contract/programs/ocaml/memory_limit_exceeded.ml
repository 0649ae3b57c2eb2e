let kept = ref []
let () = while true do kept := Bytes.make 1048576 'x' :: !kept done
