val SOME line = TextIO.inputLine TextIO.stdIn;
val SOME count = Int.fromString line;
fun depth 0 = 0
  | depth count = 1 + depth (count - 1);
val () = print (Int.toString (depth count) ^ "\n");
