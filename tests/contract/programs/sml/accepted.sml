(* Strings hold bytes, and literals of them ASCII: the rest is escaped. *)
val SOME line = TextIO.inputLine TextIO.stdIn;
val name = String.substring (line, 0, size line - 1);
val () = print ("gr\195\188\195\159e, " ^ name);
val () = print " \226\156\147 \230\151\165\230\156\172\232\170\158\n";
