"""Java, by OpenJDK."""

import re

from sandboxes.calls import java as calls
from sandboxes.class_data import class_data
from sandboxes.language import BUILD_LIMITS, Language
from sandboxes.limits import MIB, Limits
from sandboxes.resident import resident_jvm
from sandboxes.shared import junit
from sandboxes.shared.java import driver

_ECHO = """
public class Main {
    public static void main(String[] args) throws java.io.IOException {
        byte[] block = new byte[65536];
        for (int n; (n = System.in.read(block)) > 0;) System.out.write(block, 0, n);
        System.out.flush();
    }
}
"""

# Quick to start and frugal: one compiler tier, one collector thread.
_JVM = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")

_NOISE = re.compile(
    r'//[^\n]*|/\*.*?\*/|"""(?:\\.|[^\\])*?"""|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'',
    re.DOTALL,
)
_TYPE = re.compile(
    r"\b(public\s+)?(?:(?:final|abstract|strictfp|sealed)\s+)*"
    r"(?:class|interface|enum|record)\s+([A-Za-z_$][\w$]*)"
)
_MAIN = re.compile(r"\bstatic\s+(?:final\s+)?void\s+main\s*\(")
_PACKAGE = re.compile(r"^\s*package\s+([\w.]+)\s*;", re.MULTILINE)


def _plain(source: str) -> str:
    """Blank comments and literals, so that only code is looked at."""
    return _NOISE.sub(" ", source)


def _top_level_types(code: str) -> list[tuple[str, bool, int]]:
    """Return name, whether public, and position of the types at depth 0."""
    found, depth, at = [], 0, 0
    for match in re.finditer(r"[{}]|" + _TYPE.pattern, code):
        at = match.start()
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
        elif depth == 0:
            found.append((match[2], bool(match[1]), at))
    return found


def type_names(source: str) -> list[str]:
    """Return the names of the top-level types of a source, with its package."""
    code = _plain(source)
    package = _PACKAGE.search(code)
    prefix = f"{package[1]}." if package else ""
    return [f"{prefix}{name}" for name, _, _ in _top_level_types(code)]


def name_source(source: str) -> str:
    """Name the file as `javac` wants it: after the public type, if there is one."""
    for name, is_public, _ in _top_level_types(_plain(source)):
        if is_public:
            return f"{name}.java"
    return "Main.java"


def main_class(source: str) -> str:
    """Find the class to start: the one that holds `main`, else `Main`."""
    code = _plain(source)
    package = _PACKAGE.search(code)
    prefix = f"{package[1]}." if package else ""
    types = _top_level_types(code)
    main = _MAIN.search(code)
    if main:
        before = [name for name, _, at in types if at < main.start()]
        if before:
            return prefix + before[-1]
    return prefix + "Main"


def tests_class(before: str, code: str) -> str:
    """Find the class whose `main` the test code is, or ends.

    Args:
        before: What stands before the test code in the same file.
        code: The test code, which may begin within a class.
    """
    plain_before, plain_code = _plain(before), _plain(code)
    whole = f"{plain_before}\n{plain_code}"
    mains = [match.start() for match in _MAIN.finditer(whole)]
    in_code = [at for at in mains if at >= len(plain_before)]
    main = (in_code or mains[-1:] or [len(whole)])[0]
    before_main = [name for name, _, at in _top_level_types(whole) if at < main]
    package = _PACKAGE.search(whole)
    name = before_main[-1] if before_main and mains else "Main"
    return f"{package[1]}.{name}" if package else name


# Programs write to standard output, so the machine itself must not warn there.
_QUIET = ("-Xlog:disable", "-Xlog:all=warning:stderr")
_JAVA = (
    "/usr/bin/java",
    *_JVM,
    *_QUIET,
    "{ahead}",
    "-Xmx{heap_mib}m",
    "-Xss64m",
    "-XX:-UsePerfData",
)
_JAVAC = (
    "/usr/bin/javac",
    "-J-XX:+UseSerialGC",
    "-J-XX:TieredStopAtLevel=1",
    "-J-Xshare:auto",
    "-proc:none",
    "-encoding",
    "UTF-8",
    "-nowarn",
    "-d",
    "out",
)

_SKIP = _JAVAC.index("-proc:none")
_RESIDENT = resident_jvm("VerifierJavac", skip=_SKIP)
_CLASS_DATA = class_data("java", ("/usr/bin/javac", "-nowarn"))


def _row(name: str, aliases: tuple[str, ...], release: tuple[str, ...]) -> Language:
    javac = (*_JAVAC, *release)
    return Language(
        name=name,
        aliases=aliases,
        tags=() if name == "java" else ("java",),
        extensions=(".java",),
        source_name="Main.java",
        name_source=name_source,
        entry=main_class,
        echo=_ECHO,
        null="class Main { public static void main(String[] args) {} }\n",
        build=(*javac, "{units}"),
        run_ahead=_CLASS_DATA,
        resident=_RESIDENT,
        run=(*_JAVA, "-cp", ".", "{entry}"),
        version=("/usr/bin/javac", "--version"),
        packages=("openjdk-17-jdk-headless",),
        libraries=("junit5", "libassertj-core-java"),
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/tmp"},  # noqa: S108 - a path in the box
        build_limits=BUILD_LIMITS,
        limits=Limits(memory_bytes=512 * MIB),
        runtime_mib=128,
        memory_floor_mib=192,
        call=calls.driver(_JAVA, _JAVAC, _SKIP, release),
        shared=driver(_JAVA, javac, tests_class, name_source),
        frameworks=(junit.driver(_JAVA, javac, type_names, name_source),),
        variant_of="" if name == "java" else "java",
    )


# One JDK compiles for older releases: their language and their library.
LANGUAGES = (
    _row("java", ("java17",), ()),
    _row("java8", (), ("--release", "8")),
    _row("java11", (), ("--release", "11")),
)
