module greedy;
  integer kept[$];
  initial forever kept.push_back(1);
endmodule
