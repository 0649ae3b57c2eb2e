open System
let count = Int64.Parse(Console.ReadLine())
let mutable total = 0L
for number in 1L .. count do
    total <- total + number
printfn "%d" total
