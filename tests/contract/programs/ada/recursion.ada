with Ada.Text_IO; use Ada.Text_IO;

procedure Recursion is
   function Depth (Count : Integer) return Integer is
     (if Count = 0 then 0 else 1 + Depth (Count - 1));
   Reached : constant String := Integer'Image (Depth (Integer'Value (Get_Line)));
begin
   Put_Line (Reached (2 .. Reached'Last));
end Recursion;
