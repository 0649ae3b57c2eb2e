let kept = System.Collections.Generic.List<byte[]>()
while true do
    kept.Add(Array.create (1 <<< 20) 1uy)
