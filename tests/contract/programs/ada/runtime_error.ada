procedure Failing is
begin
   raise Constraint_Error;
end Failing;
