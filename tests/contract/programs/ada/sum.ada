with Ada.Text_IO; use Ada.Text_IO;

procedure Sum is
   Count : constant Long_Long_Integer := Long_Long_Integer'Value (Get_Line);
   Total : Long_Long_Integer := 0;
begin
   for Number in 1 .. Count loop
      Total := Total + Number;
   end loop;
   Put_Line (Total'Image (2 .. Total'Image'Last));
end Sum;
