open System
let rec depth count = if count = 0 then 0 else 1 + depth (count - 1)
printfn "%d" (depth (Int32.Parse(Console.ReadLine())))
