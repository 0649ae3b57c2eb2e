"""Verilog and SystemVerilog, simulated by Icarus."""

from sandboxes.language import PLAIN_ENV, Language

_ECHO = """
module echo;
  integer c;
  initial begin
    c = $fgetc(32'h8000_0000);
    while (c != -1) begin
      $write("%c", c[7:0]);
      c = $fgetc(32'h8000_0000);
    end
    $finish(0);
  end
endmodule
"""

LANGUAGES = (
    Language(
        name="verilog",
        aliases=("iverilog", "systemverilog", "sv"),
        extensions=(".v", ".sv"),
        source_name="main.v",
        echo=_ECHO,
        null="module nothing;\nendmodule\n",
        build=("/usr/bin/iverilog", "-g2012", "-o", "out/main.vvp", "{units}"),
        run=("/usr/bin/vvp", "-n", "main.vvp"),
        version=("/usr/bin/iverilog", "-V"),
        packages=("iverilog",),
        env=PLAIN_ENV,
        cpu_time_factor=2.0,
    ),
)
