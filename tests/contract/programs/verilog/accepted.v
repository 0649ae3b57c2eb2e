module greeting;
  reg [8*64-1:0] name;
  integer done;
  initial begin
    done = $fgets(name, 32'h8000_0000);
    $display("grüße, %0s ✓ 日本語", name >> 8);
    $finish(0);
  end
endmodule
