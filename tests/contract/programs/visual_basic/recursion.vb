Module Recursion
    Function Depth(count As Integer) As Integer
        If count = 0 Then Return 0
        Return 1 + Depth(count - 1)
    End Function

    Sub Main()
        Console.WriteLine(Depth(Integer.Parse(Console.ReadLine())))
    End Sub
End Module
