module total_of;
  longint count, number, total;
  integer done;
  initial begin
    done = $fscanf(32'h8000_0000, "%d", count);
    total = 0;
    for (number = 1; number <= count; number = number + 1) total = total + number;
    $display("%0d", total);
    $finish(0);
  end
endmodule
