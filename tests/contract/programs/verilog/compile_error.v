module broken;
  initial $display("hello")
endmodule
