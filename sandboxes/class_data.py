"""Archives of class data, so that the Java machine need not read its classes anew.

Made in a box of classes of the JDK and of a language's library alone, those that a
program of ours used (`sandboxes/inside/training`) and those that the JDK itself
archives; never of a candidate's. The machine does without one that does not fit it,
or does not fit its class path: that costs time, and nothing else.
"""

from collections.abc import Sequence
from functools import cache
from importlib import resources

from sandboxes.language import Ahead

_TRAINING = "VerifierTraining"
# Values that the JDK's own heap archive holds are made by G1 alone, and dumping
# wants no directory on the class path that holds anything.
_MAKE = """
mkdir trained empty
{compiler} -d trained {source}
/usr/bin/java -XX:DumpLoadedClassList=used -cp '{jars}:trained' {main} > printed 2>&1
java=$(readlink -f /usr/bin/java)
cat used "${{java%/bin/java}}/lib/classlist" |
  grep -v -e '^#' -e {main} | awk '!seen[$0]++' > classes
cd empty
/usr/bin/java -XX:+UseG1GC -Xmx512m -Xshare:dump -XX:SharedClassListFile=../classes \\
  -XX:SharedArchiveFile=../out/classes.jsa {path} > ../printed 2>&1
cd ..
echo '-XX:SharedArchiveFile={{folder}}/classes.jsa' > out/options
"""


@cache
def _inside(name: str) -> bytes:
    return (resources.files("sandboxes.inside") / "training" / name).read_bytes()


def class_data(suffix: str, compiler: Sequence[str], jars: str = "") -> Ahead:
    """Return the archive for programs of a language.

    Args:
        suffix: Of its program in `sandboxes/inside/training`.
        compiler: Compiles that, given `-d FOLDER` and the file.
        jars: What a program's class path begins with; empty: nothing of ours.
    """
    source = f"{_TRAINING}.{suffix}"
    script = _MAKE.format(
        compiler=" ".join(compiler),
        source=source,
        jars=jars,
        main=_TRAINING,
        path=f"-cp '{jars}'" if jars else "",
    )
    return Ahead(
        files={source: _inside(source)},
        compiler="/usr/bin/java",
        beside=tuple(jars.split(":")) if jars else (),
        build=("/bin/sh", "-e", "-c", script),
        wanted=lambda _: True,
        worth=2,
    )
