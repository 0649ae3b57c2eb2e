fun keep kept = keep (Word8Array.array (1048576, 0w1) :: kept);
val () = keep [];
