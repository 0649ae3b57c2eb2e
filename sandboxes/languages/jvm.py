"""Languages of the Java machine beside Java: Kotlin, Scala, Groovy, Clojure."""

import re
from dataclasses import replace

from sandboxes.language import BUILD_LIMITS, PLAIN_ENV, TOOLS, Language
from sandboxes.limits import MIB, Limits

_JVM = (
    "/usr/bin/java",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xshare:auto",
    "-XX:-UsePerfData",
)
_COMPILER = (*_JVM, "-Xmx1g", "-Xss16m")
_RUN = (*_JVM, "-Xmx{heap_mib}m", "-Xss64m")
_LIMITS = Limits(memory_bytes=512 * MIB)
_BUILD = replace(BUILD_LIMITS, cpu_time_s=60, wall_time_s=180, processes=256)
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
    *_COMPILER,
    "-cp",
    _KOTLINC_JARS,
    "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler",
    "-kotlin-home",
    _KOTLIN,
    "-nowarn",
)
# A compiled script is a class whose constructor runs it; its own `main` asks for
# the script's text again.
_BUILD_SCRIPT = (
    '"$@" && echo "class Start { public static void main(String[] args) '
    '{ new Main(args); } }" >/tmp/Start.java && '
    f"javac -J-XX:TieredStopAtLevel=1 -d out -cp out:{_SCRIPT_JARS}:{_KOTLIN_JARS} "
    "/tmp/Start.java"  # noqa: S108 - a path in the box
)
_SCALA_JARS = ":".join(
    f"/usr/share/java/scala-{part}.jar" for part in ("library", "reflect", "compiler")
)
_GROOVY_JARS = "/usr/share/java/groovy-all.jar"
_CLOJURE_JARS = (
    "/usr/share/java/clojure.jar:/usr/share/java/spec.alpha.jar:"
    "/usr/share/java/core.specs.alpha.jar"
)
# Groovy 2.4 and old Scala reach into the JDK by reflection.
_OPEN = tuple(
    f"--add-opens=java.base/{package}=ALL-UNNAMED"
    for package in ("java.lang", "java.util", "java.io", "java.math", "java.text")
)

_NOISE = re.compile(r'//[^\n]*|/\*.*?\*/|"""(?:.*?)"""|"(?:\\.|[^"\\\n])*"', re.DOTALL)
_PACKAGE = re.compile(r"^\s*package\s+([\w.]+)", re.MULTILINE)
_KOTLIN_MAIN = re.compile(r"^(?:suspend\s+|private\s+)?fun\s+main\s*\(", re.MULTILINE)
_KOTLIN_OBJECT = re.compile(r"^object\s+(\w+)", re.MULTILINE)
_SCALA_OBJECT = re.compile(
    r"^object\s+(\w+)(\s+extends\s+(?:scala\.)?App\b)?", re.MULTILINE
)
_SCALA_MAIN = re.compile(r"\bdef\s+main\s*\(")


def kotlin_class(source: str) -> str:
    """Return the class of the top-level `main`, or the object that has one."""
    code = _NOISE.sub(" ", source)
    package = _PACKAGE.search(code)
    prefix = f"{package[1]}." if package else ""
    inner = _KOTLIN_OBJECT.search(code)
    if inner and not _KOTLIN_MAIN.search(code) and "@JvmStatic" in code:
        return prefix + inner[1]
    return f"{prefix}MainKt"


def scala_object(source: str) -> str:
    """Return the object to start: an `App`, or the one with a `main`."""
    code = _NOISE.sub(" ", source)
    package = _PACKAGE.search(code)
    prefix = f"{package[1]}." if package else ""
    objects = list(_SCALA_OBJECT.finditer(code))
    for found in objects:
        if found[2]:
            return prefix + found[1]
    main = _SCALA_MAIN.search(code)
    before = [it[1] for it in objects if main and it.start() < main.start()]
    return prefix + (before[-1] if before else "Main")


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
        build=(*_KOTLINC, "-cp", _KOTLIN_JARS, "-d", "out", "{units}"),
        run=(*_RUN, "-cp", f".:{_KOTLIN_JARS}", "{entry}"),
        version=(*_KOTLINC, "-version"),
        packages=("openjdk-17-jdk-headless",),
        tools=("kotlin",),
        env=PLAIN_ENV,
        build_limits=_BUILD,
        limits=_LIMITS,
        runtime_mib=128,
        cpu_time_factor=1.5,
        memory_floor_mib=256,
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
        run=(
            *_RUN,
            "-cp",
            f".:{_KOTLIN_JARS}:{_SCRIPT_JARS}",
            "Start",
        ),
        version=(*_KOTLINC, "-version"),
        packages=("openjdk-17-jdk-headless",),
        tools=("kotlin",),
        env=PLAIN_ENV,
        build_limits=_BUILD,
        limits=_LIMITS,
        runtime_mib=128,
        cpu_time_factor=1.5,
        memory_floor_mib=256,
    ),
    Language(
        name="scala",
        aliases=("scala2", "sc"),
        extensions=(".scala",),
        source_name="main.scala",
        entry=scala_object,
        echo="object Main {\n  def main(args: Array[String]): Unit = {\n"
        "    System.in.transferTo(System.out)\n    System.out.flush()\n  }\n}\n",
        null="object Main {\n  def main(args: Array[String]): Unit = {}\n}\n",
        build=(
            *_COMPILER,
            "-Dscala.usejavacp=true",
            "-cp",
            _SCALA_JARS,
            "scala.tools.nsc.Main",
            "-nowarn",
            "-d",
            "out",
            "{units}",
        ),
        run=(*_RUN, "-cp", f".:{_SCALA_JARS}", "{entry}"),
        version=(*_COMPILER, "-cp", _SCALA_JARS, "scala.tools.nsc.Main", "-version"),
        packages=("scala", "openjdk-17-jdk-headless"),
        env=PLAIN_ENV,
        build_limits=_BUILD,
        limits=_LIMITS,
        runtime_mib=128,
        cpu_time_factor=1.5,
        memory_floor_mib=256,
    ),
    Language(
        name="groovy",
        aliases=("gvy",),
        extensions=(".groovy", ".gvy"),
        source_name="main.groovy",
        echo="System.out << System.in\nSystem.out.flush()\n",
        null="null\n",
        build=(
            *_COMPILER,
            *_OPEN,
            "-cp",
            _GROOVY_JARS,
            "org.codehaus.groovy.tools.FileSystemCompiler",
            "-d",
            "out",
            "{units}",
        ),
        run=(*_RUN, *_OPEN, "-cp", f".:{_GROOVY_JARS}", "main"),
        version=(
            *_COMPILER,
            *_OPEN,
            "-cp",
            _GROOVY_JARS,
            "groovy.ui.GroovyMain",
            "--version",
        ),
        packages=("groovy", "openjdk-17-jdk-headless"),
        env=PLAIN_ENV,
        build_limits=_BUILD,
        limits=_LIMITS,
        runtime_mib=128,
        cpu_time_factor=2.0,
        memory_floor_mib=256,
    ),
    Language(
        name="clojure",
        aliases=("clj",),
        extensions=(".clj",),
        source_name="main.clj",
        echo="(.transferTo System/in System/out)\n(flush)\n",
        run=(*_RUN, "-cp", f".:{_CLOJURE_JARS}", "clojure.main", "{source}"),
        version=(
            *_COMPILER,
            "-cp",
            _CLOJURE_JARS,
            "clojure.main",
            "-e",
            "(clojure-version)",
        ),
        packages=("clojure", "openjdk-17-jdk-headless"),
        env=PLAIN_ENV,
        limits=_LIMITS,
        runtime_mib=128,
        cpu_time_factor=2.0,
        memory_floor_mib=256,
    ),
)
