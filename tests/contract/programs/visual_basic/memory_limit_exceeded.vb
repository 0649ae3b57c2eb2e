Module Greedy
    Sub Main()
        Dim kept As New List(Of Byte())
        While True
            Dim block(1048576) As Byte
            For place = 0 To 1048576 Step 1024
                block(place) = 1
            Next
            kept.Add(block)
        End While
    End Sub
End Module
