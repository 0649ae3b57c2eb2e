procedure Greedy is
   type Block is array (1 .. 1_048_576) of Character;
   type Node;
   type Link is access Node;
   type Node is record
      Data : Block;
      Next : Link;
   end record;
   First, Fresh : Link;
   pragma Volatile (First);
begin
   loop
      Fresh := new Node;
      Fresh.Data := (others => 'x');
      Fresh.Next := First;
      First := Fresh;
   end loop;
end Greedy;
