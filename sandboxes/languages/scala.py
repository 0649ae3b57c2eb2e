"""Scala 2, by Debian's compiler."""

import re

from sandboxes.calls import scala as calls
from sandboxes.class_data import class_data
from sandboxes.language import PLAIN_ENV, Language
from sandboxes.languages.jvm import BUILD, COMPILER, LIMITS, RUN
from sandboxes.resident import resident_jvm
from sandboxes.shared.jvm import Platform, driver

_SCALA_JARS = ":".join(
    f"/usr/share/java/scala-{part}.jar" for part in ("compiler", "library", "reflect")
)
_SCALAC = (
    *COMPILER,
    "-cp",
    _SCALA_JARS,
    "scala.tools.nsc.Main",
    "-nowarn",
    "-classpath",
    _SCALA_JARS,
    "-d",
    "out",
)
_SKIP = _SCALAC.index("-nowarn")
_RESIDENT = resident_jvm(
    "VerifierScalac",
    skip=_SKIP,
    jars=_SCALA_JARS,
    options="-Xss16m",
    memory_mib=1024,
)
_CLASS_DATA = class_data("scala", _SCALAC[: _SCALAC.index("-d")], _SCALA_JARS)
_NOISE = re.compile(r'//[^\n]*|/\*.*?\*/|"""(?:.*?)"""|"(?:\\.|[^"\\\n])*"', re.DOTALL)
_PACKAGE = re.compile(r"^\s*package\s+([\w.]+)", re.MULTILINE)
_SCALA_OBJECT = re.compile(
    r"^object\s+(\w+)(\s+extends\s+(?:scala\.)?App\b)?", re.MULTILINE
)
_SCALA_MAIN = re.compile(r"\bdef\s+main\s*\(")


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
        name="scala",
        aliases=("scala2", "sc"),
        extensions=(".scala",),
        source_name="main.scala",
        entry=scala_object,
        echo="object Main {\n  def main(args: Array[String]): Unit = {\n"
        "    System.in.transferTo(System.out)\n    System.out.flush()\n  }\n}\n",
        null="object Main {\n  def main(args: Array[String]): Unit = {}\n}\n",
        build=(*_SCALAC, "{units}"),
        run_ahead=_CLASS_DATA,
        resident=_RESIDENT,
        run=(*RUN, "-cp", f"{_SCALA_JARS}:.", "{entry}"),
        version=(*COMPILER, "-cp", _SCALA_JARS, "scala.tools.nsc.Main", "-version"),
        packages=("scala", "openjdk-17-jdk-headless"),
        env=PLAIN_ENV,
        build_limits=BUILD,
        limits=LIMITS,
        runtime_mib=128,
        cpu_time_factor=1.5,
        memory_floor_mib=256,
        call=calls.driver(RUN, _SCALAC, _SCALA_JARS, _SKIP),
        shared=driver(
            Platform(java=RUN, compiler=_SCALAC, jars=_SCALA_JARS),
            scala_object,
            taken=("assert",),
        ),
    ),
)
