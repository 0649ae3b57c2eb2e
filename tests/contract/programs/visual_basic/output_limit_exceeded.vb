Module Chatty
    Sub Main()
        While True
            Console.WriteLine("more")
        End While
    End Sub
End Module
