open System
printfn "grüße, %s ✓ 日本語" (Console.ReadLine())
