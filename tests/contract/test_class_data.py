"""Programs of the Java machine end with archives of class data as without."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sandboxes import Language, Limits, RunResult, Sandbox, SandboxOptions
from sandboxes.languages import known_languages
from verifier.assistants import Assistants
from verifier.program import Program, Source, build

pytestmark = [pytest.mark.sandbox, pytest.mark.slow, pytest.mark.timeout(300)]

LANGUAGES = ("java", "kotlin", "scala")

# Each says whether it uses an archive, and then reads a number.
TELLS = {
    "java": """
import java.nio.file.*;
public class Main {
    public static void main(String[] args) throws Exception {
        String maps = Files.readString(Path.of("/proc/self/maps"));
        System.out.println(maps.contains("/ahead/"));
        System.out.println(new java.util.Scanner(System.in).nextInt());
    }
}
""",
    "kotlin": """
fun main() {
    println("/ahead/" in java.io.File("/proc/self/maps").readText())
    println(readln().split(" ").map { it.toInt() }.sum())
}
""",
    "scala": """
object Main {
  def main(args: Array[String]): Unit = {
    println(scala.io.Source.fromFile("/proc/self/maps").mkString.contains("/ahead/"))
    println(scala.io.StdIn.readLine().split(" ").map(_.toInt).sum)
  }
}
""",
}

SPOILS = """
import java.io.*;
import java.nio.file.*;
public class Main {
    public static void main(String[] args) throws Exception {
        String maps = Files.readString(Path.of("/proc/self/maps"));
        Path archive = null;
        for (String line : maps.split("\\n"))
            if (line.contains("/ahead/"))
                archive = Path.of(line.substring(line.indexOf('/')));
        System.out.println(archive != null);
        for (String name : new String[] {archive.toString(), archive + ".more"}) {
            try (RandomAccessFile file = new RandomAccessFile(name, "rw")) {
                file.write(new byte[4096]);
                System.out.println("written");
            } catch (IOException error) {
                System.out.println("refused");
            }
        }
        for (Path path : new Path[] {archive, archive.getParent()}) {
            try {
                Files.move(path, Path.of(path + ".old"));
                System.out.println("moved");
            } catch (IOException error) {
                System.out.println("refused");
            }
        }
    }
}
"""


@pytest.fixture(scope="module")
def own(backend: type[Sandbox], sandbox_options: SandboxOptions) -> Iterator[Sandbox]:
    """A sandbox in whose cache, which boxes can show, nothing was made yet."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        cache = Path(name)
        cache.chmod(0o755)
        made = backend(replace(sandbox_options, cache=cache))
        assert made.made_ahead is not None
        assert made.made_ahead.folder == cache / "ahead"
        yield made
        made.close()


def row(name: str, *, worth: int = 1) -> Language:
    language = known_languages().get(name)
    assert language.run_ahead is not None
    return replace(language, run_ahead=replace(language.run_ahead, worth=worth))


def archives(sandbox: Sandbox) -> dict[Path, bytes]:
    assert sandbox.made_ahead is not None
    found = sorted(sandbox.made_ahead.folder.glob("*/classes.jsa"))
    return {path: path.read_bytes() for path in found}


def run(
    sandbox: Sandbox, language: Language, text: str, stdin: bytes = b"7\n"
) -> RunResult:
    source = Source(text=text)
    built = build(sandbox, language, source, language.build_limits)
    assert built.complaint is None, built.run
    with (
        sandbox.open(language) as box,
        Assistants(sandbox, lambda: None) as assistants,
    ):
        program = Program(assistants, box, language, source, built)
        return program.run(stdin, replace(language.limits, cpu_time_s=20.0))


@pytest.mark.parametrize("name", LANGUAGES)
def test_program_ends_with_an_archive_as_without(name: str, own: Sandbox) -> None:
    without = run(own, replace(row(name), run_ahead=None), TELLS[name])
    with_it = run(own, row(name), TELLS[name])

    assert without.stdout == b"false\n7\n"
    assert with_it.stdout == b"true\n7\n"
    assert (with_it.stderr, with_it.exit_code) == (without.stderr, 0)


def test_archive_is_made_for_the_second_run(own: Sandbox) -> None:
    fresh = row("java", worth=2)
    assert fresh.run_ahead is not None
    other = fresh.run_ahead.build[-1] + "\ntrue\n"
    argv = (*fresh.run_ahead.build[:-1], other)
    fresh = replace(fresh, run_ahead=replace(fresh.run_ahead, build=argv))

    said = [run(own, fresh, TELLS["java"]).stdout for _ in range(3)]

    assert said == [b"false\n7\n", b"true\n7\n", b"true\n7\n"]


def test_no_program_changes_an_archive(own: Sandbox) -> None:
    run(own, row("java"), TELLS["java"])
    before = archives(own)

    spoiled = run(own, row("java"), SPOILS)

    assert spoiled.stdout.split() == [b"true", *[b"refused"] * 4], spoiled.stderr
    assert archives(own) == before


@pytest.mark.parametrize("data", [b"", b"no archive", b"\0" * 100_000])
def test_damaged_archive_costs_time_only(data: bytes, own: Sandbox) -> None:
    run(own, row("java"), TELLS["java"])
    whole = archives(own)
    try:
        for path in whole:
            path.write_bytes(data)
        damaged = run(own, row("java"), TELLS["java"])
    finally:
        for path, kept in whole.items():
            path.write_bytes(kept)

    assert (damaged.stdout, damaged.exit_code) == (b"false\n7\n", 0)


def test_lost_archive_costs_time_only(own: Sandbox) -> None:
    run(own, row("java"), TELLS["java"])
    whole = archives(own)
    try:
        for path in whole:
            path.unlink()
        lost = run(own, row("java"), TELLS["java"])
    finally:
        for path, kept in whole.items():
            path.write_bytes(kept)

    assert (lost.stdout, lost.exit_code) == (b"false\n7\n", 0)


def test_archive_that_cannot_be_made_is_done_without(own: Sandbox) -> None:
    java = row("java")
    assert java.run_ahead is not None
    broken = replace(java.run_ahead, build=("/bin/sh", "-c", "exit 1"))

    done = run(own, replace(java, run_ahead=broken), TELLS["java"])

    assert (done.stdout, done.exit_code) == (b"false\n7\n", 0)


@pytest.mark.parametrize("heap_mib", [192, 256, 2048])
def test_archive_fits_every_heap(heap_mib: int, own: Sandbox) -> None:
    source = Source(text=TELLS["java"])
    java = row("java")
    built = build(own, java, source, java.build_limits)
    limits = Limits(memory_bytes=heap_mib * 2**20, cpu_time_s=20.0, wall_time_s=60.0)
    with own.open(java) as box, Assistants(own, lambda: None) as assistants:
        program = Program(assistants, box, java, source, built)
        done = program.run(b"7\n", limits)

    assert done.stdout == b"true\n7\n"


def test_machine_warns_on_standard_error_alone(own: Sandbox) -> None:
    text = """
public class Main {
    public static void main(String[] args) throws Exception {
        try {
            for (int i = 0; i < 1000; i++) {
                Thread sleeper = new Thread(() -> {
                    try { Thread.sleep(2000); } catch (InterruptedException error) { }
                });
                sleeper.setDaemon(true);
                sleeper.start();
            }
        } catch (OutOfMemoryError error) {
            System.out.println("no more threads");
        }
    }
}
"""
    done = run(own, row("java"), text)

    assert done.stdout == b"no more threads\n"
    assert b"Failed to start thread" in done.stderr
