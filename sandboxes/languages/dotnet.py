"""Languages of .NET: C# by Mono; C#, Visual Basic and F# on .NET Core."""

from sandboxes.calls import csharp as calls
from sandboxes.language import PLAIN_ENV, TOOLS, Language
from sandboxes.limits import MIB, Limits
from sandboxes.shared.csharp import driver

_LIMITS = Limits(memory_bytes=512 * MIB)
_ECHO_CSHARP = """
using System;
class Program {
    static void Main() {
        var output = Console.OpenStandardOutput();
        Console.OpenStandardInput().CopyTo(output);
        output.Flush();
    }
}
"""
_ECHO_BASIC = """
Imports System
Module Program
    Sub Main()
        Dim output = Console.OpenStandardOutput()
        Console.OpenStandardInput().CopyTo(output)
        output.Flush()
    End Sub
End Module
"""
_ECHO_FSHARP = """
open System
let output = Console.OpenStandardOutput()
Console.OpenStandardInput().CopyTo(output)
output.Flush()
"""
_DOTNET = f"{TOOLS}/dotnet/dotnet"
_SDK = f"{TOOLS}/dotnet/sdk/3.1.102"
_REFERENCES = f"{TOOLS}/dotnet/packs/Microsoft.NETCore.App.Ref/3.1.0/ref/netcoreapp3.1"
_ASSEMBLIES = (
    "System.Runtime",
    "System.Console",
    "System.Collections",
    "System.Collections.Concurrent",
    "System.Collections.Immutable",
    "System.ComponentModel",
    "System.Diagnostics.Debug",
    "System.Diagnostics.Process",
    "System.Globalization",
    "System.IO",
    "System.Linq",
    "System.Linq.Expressions",
    "System.Memory",
    "System.Net.Primitives",
    "System.Net.Requests",
    "System.Net.WebClient",
    "System.ObjectModel",
    "System.Reflection",
    "System.Runtime.Extensions",
    "System.Runtime.InteropServices",
    "System.Runtime.Numerics",
    "System.Text.Json",
    "System.Text.RegularExpressions",
    "System.Threading",
    "System.Threading.Tasks",
    "System.Threading.Tasks.Parallel",
    "System.Threading.Thread",
    "System.Security.Cryptography.Algorithms",
    "System.Security.Cryptography.Primitives",
    "Microsoft.CSharp",
    "Microsoft.VisualBasic",
    "Microsoft.VisualBasic.Core",
    "netstandard",
)
_IMPORTS = (
    "System,System.Collections,System.Collections.Generic,System.Linq,"
    "System.Text,Microsoft.VisualBasic"
)
_ENV = {
    **PLAIN_ENV,
    # No ICU is shipped with it, and one collector thread is enough for a core.
    "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1",
    # It asks for OpenSSL 1.1, which Debian has no more, to hash what it compiles.
    "LD_LIBRARY_PATH": f"{TOOLS}/dotnet/openssl",
    "COMPlus_gcConcurrent": "0",
    "COMPlus_EnableDiagnostics": "0",
    "DOTNET_CLI_TELEMETRY_OPTOUT": "1",
}
_RUN = (
    _DOTNET,
    "exec",
    "--runtimeconfig",
    f"{_SDK}/FSharp/fsi.runtimeconfig.json",
    "main.dll",
)


def _roslyn(compiler: str) -> tuple[str, ...]:
    return (
        _DOTNET,
        f"{_SDK}/Roslyn/bincore/{compiler}.dll",
        "-noconfig",
        "-nologo",
        "-optimize+",
        "-out:out/main.dll",
        f"-lib:{_REFERENCES}" if compiler == "csc" else f"-libpath:{_REFERENCES}",
        *(f"-r:{name}.dll" for name in _ASSEMBLIES),
    )


_FSC = (
    f'{_DOTNET} exec {_SDK}/FSharp/fsc.exe "$@" && cp {_SDK}/FSharp/FSharp.Core.dll out'
)
_MCS = ("/usr/bin/mcs", "-optimize+", "-warn:0", "-langversion:latest")
_MONO = ("/usr/bin/mono",)

LANGUAGES = (
    Language(
        name="csharp",
        aliases=("c#", "cs", "mono", "csharp_mono"),
        extensions=(".cs",),
        source_name="main.cs",
        echo=_ECHO_CSHARP,
        null="class Program { static void Main() {} }\n",
        build=(
            *_MCS,
            "-r:System.Numerics.dll",
            "-r:System.Core.dll",
            "-r:System.Web.Extensions.dll",
            "-r:System.Runtime.Serialization.dll",
            "-out:out/main.exe",
            "{units}",
        ),
        run=(*_MONO, "main.exe"),
        version=("/usr/bin/mcs", "--version"),
        packages=("mono-mcs", "mono-devel"),
        shows=("/etc/mono",),
        env=PLAIN_ENV,
        limits=_LIMITS,
        cpu_time_factor=1.5,
        memory_floor_mib=128,
        call=calls.driver(_MCS, _MONO),
        shared=driver(_MCS, _MONO),
    ),
    Language(
        name="csharp_dotnet",
        aliases=("dotnet", "csharp.net", "csharp8"),
        tags=("csharp", "c#", "cs"),
        extensions=(".cs",),
        source_name="main.cs",
        echo=_ECHO_CSHARP,
        null="class Program { static void Main() {} }\n",
        build=(*_roslyn("csc"), "-langversion:latest", "-nowarn:CS1701", "{units}"),
        run=_RUN,
        version=(_DOTNET, f"{_SDK}/Roslyn/bincore/csc.dll", "-version"),
        packages=("libstdc++6", "zlib1g"),
        tools=("dotnet",),
        env=_ENV,
        limits=_LIMITS,
        cpu_time_factor=1.5,
        memory_floor_mib=192,
        variant_of="csharp",
    ),
    Language(
        name="visual_basic",
        aliases=("vb", "visual-basic", "vbnet", "vb.net", "visualbasic", "basic.net"),
        extensions=(".vb",),
        source_name="main.vb",
        echo=_ECHO_BASIC,
        null="Module Program\nSub Main()\nEnd Sub\nEnd Module\n",
        build=(
            *_roslyn("vbc"),
            "-nostdlib",
            f"-sdkpath:{_REFERENCES}",
            f"-vbruntime:{_REFERENCES}/Microsoft.VisualBasic.Core.dll",
            # Of the namespace My only what needs no forms and no user.
            '-define:_MYTYPE="Empty"',
            "-optioninfer+",
            f"-imports:{_IMPORTS}",
            "{units}",
        ),
        run=_RUN,
        version=(_DOTNET, f"{_SDK}/Roslyn/bincore/vbc.dll", "-version"),
        packages=("libstdc++6", "zlib1g"),
        tools=("dotnet",),
        env=_ENV,
        limits=_LIMITS,
        cpu_time_factor=1.5,
        memory_floor_mib=192,
    ),
    Language(
        name="fsharp",
        aliases=("f#", "fs", "fsharp.net", "fsi", "fsx"),
        extensions=(".fs",),
        source_name="main.fs",
        echo=_ECHO_FSHARP,
        null="()\n",
        build=(
            "/bin/sh",
            "-c",
            _FSC,
            "sh",
            "--nologo",
            "--targetprofile:netcore",
            "--noframework",
            "--optimize+",
            "--nowarn:3370",
            f"--lib:{_REFERENCES}",
            *(f"-r:{_REFERENCES}/{name}.dll" for name in _ASSEMBLIES),
            f"-r:{_SDK}/FSharp/FSharp.Core.dll",
            "--out:out/main.dll",
            "{source}",
        ),
        run=_RUN,
        version=(_DOTNET, f"{_SDK}/FSharp/fsc.exe", "--help"),
        packages=("libstdc++6", "zlib1g"),
        tools=("dotnet",),
        env=_ENV,
        limits=_LIMITS,
        cpu_time_factor=1.5,
        memory_floor_mib=192,
    ),
)
