Module Failing
    Sub Main()
        Throw New Exception("no")
    End Sub
End Module
