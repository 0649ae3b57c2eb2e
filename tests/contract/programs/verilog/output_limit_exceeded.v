module chatty;
  initial forever $display("more");
endmodule
