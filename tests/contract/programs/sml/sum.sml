val SOME line = TextIO.inputLine TextIO.stdIn;
val SOME count = Int.fromString line;
fun sum (0, total) = total
  | sum (number, total) = sum (number - 1, total + number);
val () = print (Int.toString (sum (count, 0)) ^ "\n");
