"""Kotlin: programs, and scripts."""

import re

from sandboxes.calls import kotlin as calls
from sandboxes.class_data import class_data
from sandboxes.language import PLAIN_ENV, TOOLS, Language
from sandboxes.languages.jvm import BUILD, COMPILER, LIMITS, RUN
from sandboxes.resident import resident_jvm
from sandboxes.shared.jvm import Platform, driver

_KOTLIN = f"{TOOLS}/kotlin"
_KOTLIN_JARS = f"{_KOTLIN}/lib/kotlin-stdlib.jar:{_KOTLIN}/lib/kotlin-test.jar"
_KOTLINC_JARS = ":".join(
    f"{_KOTLIN}/lib/{name}.jar"
    for name in (
        "kotlin-compiler",
        "kotlin-stdlib",
        "kotlin-script-runtime",
        "kotlin-reflect",
        "kotlinx-coroutines-core-jvm",
        "annotations-13.0",
    )
)
_SCRIPT_JARS = ":".join(
    f"{_KOTLIN}/lib/{name}.jar"
    for name in (
        "kotlin-script-runtime",
        "kotlin-scripting-jvm",
        "kotlin-scripting-common",
    )
)
_KOTLINC = (
    *COMPILER,
    "-cp",
    _KOTLINC_JARS,
    "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler",
    "-kotlin-home",
    _KOTLIN,
    "-nowarn",
)
_BUILD_KOTLIN = (*_KOTLINC, "-cp", _KOTLIN_JARS, "-d", "out")
_SKIP = _KOTLINC.index("-kotlin-home")
_RESIDENT = resident_jvm(
    "VerifierKotlinc",
    skip=_SKIP,
    jars=_KOTLINC_JARS,
    options="-Xss16m",
    memory_mib=1024,
)
_CLASS_DATA = class_data("kt", (*_KOTLINC, "-cp", _KOTLIN_JARS), _KOTLIN_JARS)
# A compiled script is a class whose constructor runs it; its own `main` asks for
# the script's text again.
_BUILD_SCRIPT = (
    '"$@" && echo "class Start { public static void main(String[] args) '
    '{ new Main(args); } }" >/tmp/Start.java && '
    f"javac -J-XX:TieredStopAtLevel=1 -d out -cp out:{_SCRIPT_JARS}:{_KOTLIN_JARS} "
    "/tmp/Start.java"  # noqa: S108 - a path in the box
)
_NOISE = re.compile(r'//[^\n]*|/\*.*?\*/|"""(?:.*?)"""|"(?:\\.|[^"\\\n])*"', re.DOTALL)
_PACKAGE = re.compile(r"^\s*package\s+([\w.]+)", re.MULTILINE)
_KOTLIN_MAIN = re.compile(r"^(?:suspend\s+|private\s+)?fun\s+main\s*\(", re.MULTILINE)
_KOTLIN_OBJECT = re.compile(r"^object\s+(\w+)", re.MULTILINE)


def kotlin_class(source: str) -> str:
    """Return the class of the top-level `main`, or the object that has one."""
    code = _NOISE.sub(" ", source)
    package = _PACKAGE.search(code)
    prefix = f"{package[1]}." if package else ""
    inner = _KOTLIN_OBJECT.search(code)
    if inner and not _KOTLIN_MAIN.search(code) and "@JvmStatic" in code:
        return prefix + inner[1]
    return f"{prefix}MainKt"


LANGUAGES = (
    Language(
        name="kotlin",
        aliases=("kt", "kotlinc"),
        extensions=(".kt",),
        source_name="main.kt",
        entry=kotlin_class,
        echo="fun main() {\n    System.`in`.transferTo(System.out)\n"
        "    System.out.flush()\n}\n",
        null="fun main() {}\n",
        build=(*_BUILD_KOTLIN, "{units}"),
        run_ahead=_CLASS_DATA,
        resident=_RESIDENT,
        run=(*RUN, "-cp", f"{_KOTLIN_JARS}:.", "{entry}"),
        version=(*_KOTLINC, "-version"),
        packages=("openjdk-17-jdk-headless",),
        tools=("kotlin",),
        env=PLAIN_ENV,
        build_limits=BUILD,
        limits=LIMITS,
        runtime_mib=128,
        cpu_time_factor=1.5,
        memory_floor_mib=256,
        call=calls.driver(RUN, _BUILD_KOTLIN, _KOTLIN_JARS, _SKIP),
        shared=driver(
            Platform(java=RUN, compiler=_BUILD_KOTLIN, jars=_KOTLIN_JARS), kotlin_class
        ),
    ),
    Language(
        name="kotlin_script",
        aliases=("kts",),
        tags=("kotlin", "kt"),
        extensions=(".kts",),
        source_name="main.kts",
        echo="System.`in`.transferTo(System.out)\nSystem.out.flush()\n",
        build=(
            "/bin/sh",
            "-c",
            _BUILD_SCRIPT,
            "sh",
            *_KOTLINC,
            "-cp",
            _KOTLIN_JARS,
            "-d",
            "out",
            "{source}",
        ),
        run_ahead=_CLASS_DATA,
        run=(*RUN, "-cp", f"{_KOTLIN_JARS}:{_SCRIPT_JARS}:.", "Start"),
        version=(*_KOTLINC, "-version"),
        packages=("openjdk-17-jdk-headless",),
        tools=("kotlin",),
        env=PLAIN_ENV,
        build_limits=BUILD,
        limits=LIMITS,
        runtime_mib=128,
        cpu_time_factor=1.5,
        memory_floor_mib=256,
    ),
)
