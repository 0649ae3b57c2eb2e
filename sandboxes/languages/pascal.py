"""Pascal, by Free Pascal."""

from sandboxes.language import PLAIN_ENV, Language

_ECHO = """
uses classes, sysutils;
var input_, output_: THandleStream;
begin
  input_ := THandleStream.Create(StdInputHandle);
  output_ := THandleStream.Create(StdOutputHandle);
  with TMemoryStream.Create do begin
    SetSize(65536);
    repeat
      Size := input_.Read(Memory^, 65536);
      output_.WriteBuffer(Memory^, Size);
    until Size = 0
  end
end.
"""

LANGUAGES = (
    Language(
        name="pascal",
        aliases=("pas", "fpc", "freepascal", "delphi", "objectpascal"),
        extensions=(".pas", ".pp"),
        source_name="main.pas",
        echo=_ECHO,
        null="begin\nend.\n",
        build=(
            "/usr/bin/fpc",
            "-O2",
            "-l-",
            "-v0e",
            "-FU/tmp",
            "-oout/main",
            "{source}",
        ),
        run=("./main",),
        version=("/usr/bin/fpc", "-iV"),
        packages=("fp-compiler", "fp-units-fcl", "fp-units-math"),
        shows=("/etc/fpc.cfg", "/etc/fpc-3.2.2.cfg"),
        env=PLAIN_ENV,
    ),
)
