"""What drivers are told and what they say, in bytes.

The head of `sandboxes/inside/sql/driver.h` has the form.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag

from verifier.sql.table import RawTable

MOST_ROWS = 100_000
"""Rows that a result may have; more is a verdict, never a silent cut."""

_OPENING = struct.Struct("<qQQIII")
_JOB = struct.Struct("<QII")
_STEP = struct.Struct("<II")
_U32 = struct.Struct("<I")
_I64 = struct.Struct("<q")
_DOUBLE = struct.Struct("<d")


class Role(IntEnum):
    """Who takes a step: what the engine lets it do.

    A reader may select; a writer may do all that the owner of the database may;
    what is trusted looks at the outcome, beyond the reach of what they set;
    setup makes the database that they own.
    """

    READER = 0
    WRITER = 1
    TRUSTED = 2
    SETUP = 3


class StepFlag(IntFlag):
    """How a step is taken."""

    NONE = 0
    FRESH = 1
    """On a new connection; what was not committed before is lost."""
    COMMIT = 2
    """An open transaction is committed at the end."""
    REVERSED = 4
    """Rows without an order come in another one, where the engine can do that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Some SQL to be run.

    Attributes:
        sql: One statement or several.
        role: Who runs it.
        flags: How.
    """

    sql: str
    role: Role
    flags: StepFlag = StepFlag.FRESH


@dataclass(frozen=True, slots=True, kw_only=True)
class Pins:
    """What is the same in every run of a case, so that results are too.

    Attributes:
        clock_s: What the clock says, in seconds since 1970.
        seed: What random functions start from.
    """

    clock_s: int = 1_735_689_600
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the SQL of a candidate, and of gold, is held to.

    Attributes:
        row_limit: Rows that a result may have.
        most_statements: Statements that a step may have.
        counts: Whether the work of the first step is counted by engines for which
            that costs something.
    """

    row_limit: int = MOST_ROWS
    most_statements: int = 50
    counts: bool = False


@dataclass(slots=True, kw_only=True)
class StepResult:
    """What came of a step.

    Attributes:
        tables: Its results, in their order.
        changed: Rows that each of its other statements changed.
        error_code: The engine's code of its error; None if it went well.
        error: The engine's words for it.
        work: What it cost in the engine's own count; 0 if it was not counted.
        is_over: Whether it came to its end.
    """

    tables: list[RawTable] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    error_code: str | None = None
    error: str = ""
    work: int = 0
    is_over: bool = False


@dataclass(slots=True, kw_only=True)
class Reply:
    """All that a driver said.

    Attributes:
        version: Version of the engine.
        steps: What came of each step that was begun.
        failure: Why the driver itself failed; None if it did not.
    """

    version: str = ""
    steps: list[StepResult] = field(default_factory=list)
    failure: str | None = None


def encode_opening(
    steps: Sequence[Step], pins: Pins, memory_bytes: int, *, counts: bool = False
) -> bytes:
    """Encode what a driver must know to come up: nothing of what it will run.

    Args:
        steps: What it will run, of which only the roles are told.
        pins: Clock and seed.
        memory_bytes: What it may use.
        counts: Whether the work of the first step is counted.
    """
    role = steps[0].role if steps else Role.READER
    writes = any(step.role is not Role.READER for step in steps)
    return _OPENING.pack(pins.clock_s, pins.seed, memory_bytes, role, writes, counts)


def encode_job(steps: Sequence[Step], terms: Terms) -> bytes:
    """Encode what follows the opening on a driver's standard input."""
    parts = [_JOB.pack(terms.row_limit, terms.most_statements, len(steps))]
    for step in steps:
        sql = step.sql.encode(errors="surrogatepass")
        parts += [_STEP.pack(step.role, step.flags), _U32.pack(len(sql)), sql]
    return b"".join(parts)


def decode_reply(data: bytes) -> Reply:
    """Decode what a driver wrote; what a limit cut off is left out."""
    reader = _Reader(data)
    try:
        while reader.at < len(data):
            reader.take_record()
    except (struct.error, IndexError):
        pass  # cut off in the middle of a record
    return reader.reply


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0
        self.reply = Reply()

    def _unpack(self, form: struct.Struct) -> int | float:
        (value,) = form.unpack_from(self.data, self.at)
        self.at += form.size
        return value  # type: ignore[no-any-return]

    def _count(self) -> int:
        return int(self._unpack(_U32))

    def _bytes(self) -> bytes:
        size = self._count()
        if self.at + size > len(self.data):
            raise IndexError
        self.at += size
        return self.data[self.at - size : self.at]

    def _text(self) -> str:
        return self._bytes().decode(errors="surrogateescape")

    def take_record(self) -> None:
        tag = self.data[self.at]
        self.at += 1
        if tag == ord("V"):
            self.reply.version = self._text()
        elif tag == ord("F"):
            self.reply.failure = self._text()
        elif tag == ord("S"):
            self._count()
            self.reply.steps.append(StepResult())
        else:
            self._take_of_step(tag, self.reply.steps[-1])

    def _take_of_step(self, tag: int, step: StepResult) -> None:
        match chr(tag):
            case "C":
                named = [(self._text(), self._text()) for _ in range(self._count())]
                names, types = zip(*named, strict=True) if named else ((), ())
                step.tables.append(RawTable(columns=names, types=types))
            case "R":
                table = step.tables[-1]
                table.rows.append(self._row(len(table.columns)))
            case "L":
                step.tables[-1].is_cut = True
            case "N":
                step.changed.append(int(self._unpack(_I64)))
            case "K":
                step.work = int(self._unpack(_I64))
            case "E":
                step.error_code, step.error = self._text(), self._text()
            case "Z":
                step.is_over = True
            case _:
                msg = f"the driver said {tag}"
                raise ValueError(msg)

    def _row(self, width: int) -> tuple[object, ...]:
        data = self.data
        row: list[object] = []
        for _ in range(width):
            tag = data[self.at]
            self.at += 1
            if tag == ord("n"):
                row.append(None)
            elif tag == ord("i"):
                row.append(self._unpack(_I64))
            elif tag == ord("f"):
                row.append(self._unpack(_DOUBLE))
            elif tag == ord("s"):
                row.append(self._text())
            else:
                row.append(self._bytes())
        return tuple(row)
