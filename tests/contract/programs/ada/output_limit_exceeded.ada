with Ada.Text_IO; use Ada.Text_IO;

procedure Chatty is
begin
   loop
      Put_Line ("more");
   end loop;
end Chatty;
