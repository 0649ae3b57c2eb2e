procedure Endless is
   Number : Integer := 0;
   pragma Volatile (Number);
begin
   loop
      Number := 1;
   end loop;
end Endless;
