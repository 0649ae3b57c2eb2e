int depth(int count) { count == 0 ? 0 : 1 + depth(count - 1) }
println depth(System.in.newReader().readLine() as int)
