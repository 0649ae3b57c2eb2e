"""JavaScript and TypeScript, by Node; TypeScript is stripped by esbuild."""

from sandboxes.calls import javascript as calls
from sandboxes.language import CallDriver, Language
from sandboxes.limits import MIB, Limits
from sandboxes.shared import javascript as shared

_NODE = ("/usr/bin/node", "--max-old-space-size={heap_mib}", "--stack-size=3900")
_ENV = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/tmp",  # noqa: S108 - a path in the box
    "LANG": "C.UTF-8",
    "NODE_PATH": "/usr/share/nodejs:/usr/lib/nodejs",
}
_LIBRARIES = ("esbuild", "node-lodash", "jest", "mocha")
_JUDGING = "/usr/share/verifier/node/judging.js"
_ECHO = "process.stdin.pipe(process.stdout);\n"
_LIMITS = Limits(memory_bytes=512 * MIB)
_RUNTIME_MIB = 96


LANGUAGES = (
    Language(
        name="javascript",
        aliases=("js", "node", "nodejs"),
        extensions=(".js",),
        source_name="main.js",
        echo=_ECHO,
        null_function="function {name}() { return null; }\n",
        null_class="class {name} { {method}() { return null; } }\n",
        build=("/usr/bin/node", "--check", "{source}"),
        is_check_only=True,
        check_can_wait=True,
        run=(*_NODE, "{source}"),
        version=("/usr/bin/node", "--version"),
        packages=("nodejs",),
        libraries=_LIBRARIES,
        made_here=(_JUDGING,),
        env=_ENV,
        limits=_LIMITS,
        runtime_mib=_RUNTIME_MIB,
        call=CallDriver(
            argv=(*_NODE, "/verifier/call.js", "{source}"),
            many=(*_NODE, "/verifier/call_many.js", "{source}"),
            has_keywords=True,
        ),
        memory_floor_mib=128,
        shared=shared.javascript(_NODE),
        frameworks=(shared.suites(_NODE),),
    ),
    Language(
        name="typescript",
        aliases=("ts",),
        extensions=(".ts",),
        source_name="main.ts",
        echo=f"const answer: number = 42;\n{_ECHO}",
        build=(
            "/usr/bin/esbuild",
            "{source}",
            "--bundle",
            "--platform=node",
            "--external:./node_modules/*",
            "--log-level=error",
            "--outfile=out/main.js",
        ),
        run=(*_NODE, "main.js"),
        version=("/usr/bin/esbuild", "--version"),
        packages=("nodejs", "esbuild"),
        libraries=_LIBRARIES,
        made_here=(_JUDGING,),
        env=_ENV,
        limits=_LIMITS,
        runtime_mib=_RUNTIME_MIB,
        call=calls.typescript(_NODE),
        memory_floor_mib=128,
        shared=shared.typescript(_NODE),
        frameworks=(shared.suites(_NODE),),
    ),
)
