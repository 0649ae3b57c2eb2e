"""C#, by Mono."""

from sandboxes.calls import csharp as calls
from sandboxes.language import Language
from sandboxes.limits import MIB, Limits

_COMPILER = ("/usr/bin/mcs", "-optimize", "-nowarn:0162,0168,0219,0414,0649")
_RUNTIME = ("/usr/bin/mono",)
_ECHO = """
using System;
public class Program {
    public static void Main() {
        var output = Console.OpenStandardOutput();
        Console.OpenStandardInput().CopyTo(output);
        output.Flush();
    }
}
"""

LANGUAGES = (
    Language(
        name="csharp",
        aliases=("cs", "c#"),
        extensions=(".cs",),
        source_name="main.cs",
        echo=_ECHO,
        null="public class Program { public static void Main() {} }\n",
        build=(*_COMPILER, "-r:System.Numerics.dll", "-out:out/main.exe", "{units}"),
        run=(*_RUNTIME, "main.exe"),
        version=("/usr/bin/mono", "--version"),
        packages=("mono-mcs", "libmono-system-core4.0-cil"),
        env={"PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8"},  # noqa: S108 - a path in the box
        limits=Limits(memory_bytes=512 * MIB),
        call=calls.driver(_COMPILER, _RUNTIME),
    ),
)
