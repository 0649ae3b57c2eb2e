with Ada.Text_IO; use Ada.Text_IO;

procedure Greeting is
begin
   Put_Line ("grüße, " & Get_Line & " ✓ 日本語");
end Greeting;
