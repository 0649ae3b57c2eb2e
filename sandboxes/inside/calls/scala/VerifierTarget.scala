/** The types of what is called, as the compiler knows them: the machine keeps no `Long` of a `List[Long]`. */
object VerifierTarget {
  type M[T] = Manifest[T]

  def types: Array[Manifest[_]] = of((it: OWNER) => it.NAME _)

  def of[S, R](pick: S => () => R): Array[M[_]] = Array()
OVERLOADS
}
