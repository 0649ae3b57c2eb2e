"""Groovy and Clojure, and how all languages of the Java machine are started."""

from dataclasses import replace

from sandboxes.language import BUILD_LIMITS, PLAIN_ENV, Language
from sandboxes.limits import MIB, Limits

JVM = (
    "/usr/bin/java",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xshare:auto",
    "-XX:-UsePerfData",
)
# Programs write to standard output, so the machine itself must not warn there.
QUIET = ("-Xlog:disable", "-Xlog:all=warning:stderr")
COMPILER = (*JVM, "-Xmx1g", "-Xss16m")
RUN = (*JVM, *QUIET, "{ahead}", "-Xmx{heap_mib}m", "-Xss64m")
LIMITS = Limits(memory_bytes=512 * MIB)
BUILD = replace(BUILD_LIMITS, cpu_time_s=60, wall_time_s=180, processes=256)
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


LANGUAGES = (
    Language(
        name="groovy",
        aliases=("gvy",),
        extensions=(".groovy", ".gvy"),
        source_name="main.groovy",
        echo="System.out << System.in\nSystem.out.flush()\n",
        null="null\n",
        build=(
            *COMPILER,
            *_OPEN,
            "-cp",
            _GROOVY_JARS,
            "org.codehaus.groovy.tools.FileSystemCompiler",
            "-d",
            "out",
            "{units}",
        ),
        run=(*RUN, *_OPEN, "-cp", f".:{_GROOVY_JARS}", "main"),
        version=(
            *COMPILER,
            *_OPEN,
            "-cp",
            _GROOVY_JARS,
            "groovy.ui.GroovyMain",
            "--version",
        ),
        packages=("groovy", "openjdk-17-jdk-headless"),
        env=PLAIN_ENV,
        build_limits=BUILD,
        limits=LIMITS,
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
        run=(*RUN, "-cp", f".:{_CLOJURE_JARS}", "clojure.main", "{source}"),
        version=(
            *COMPILER,
            "-cp",
            _CLOJURE_JARS,
            "clojure.main",
            "-e",
            "(clojure-version)",
        ),
        packages=("clojure", "openjdk-17-jdk-headless"),
        env=PLAIN_ENV,
        limits=LIMITS,
        runtime_mib=128,
        cpu_time_factor=2.0,
        memory_floor_mib=256,
    ),
)
