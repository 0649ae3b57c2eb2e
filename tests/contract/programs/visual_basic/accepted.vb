Module Greeting
    Sub Main()
        Console.WriteLine($"grüße, {Console.ReadLine()} ✓ 日本語")
    End Sub
End Module
