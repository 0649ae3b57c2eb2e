module diver;
  integer count, done;

  function automatic integer depth(input integer count);
    if (count == 0) depth = 0;
    else depth = 1 + depth(count - 1);
  endfunction

  initial begin
    done = $fscanf(32'h8000_0000, "%d", count);
    $display("%0d", depth(count));
    $finish(0);
  end
endmodule
