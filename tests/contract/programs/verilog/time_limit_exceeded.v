module endless;
  initial forever ;
endmodule
