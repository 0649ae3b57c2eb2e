Module Sum
    Sub Main()
        Dim count = Long.Parse(Console.ReadLine())
        Dim total As Long = 0
        For number As Long = 1 To count
            total += number
        Next
        Console.WriteLine(total)
    End Sub
End Module
