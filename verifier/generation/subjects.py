"""Programs that answer inputs: references, their mutants, candidates, predicates.

Each is in a box of its own. Python's answer many calls a run (`batch.py` inside
the box), as do functions of languages with a driver for that (`CallDriver.many`);
others are started for each input.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from importlib import resources
from types import TracebackType
from typing import Self

import structlog

from sandboxes import MIB, BoxFailedError, Command, Limits, RunResult, Sandbox
from verifier.assistants import Assistants
from verifier.building import main_file
from verifier.errors import AssistantFailedError
from verifier.generation.asking import Asking, Part
from verifier.generation.calling import build_part, document_of, exactly
from verifier.generation.inputs import Input
from verifier.generation.keeping import keeps_nothing
from verifier.generation.replies import (
    LEFT_OUT,
    Reply,
    ReplyKind,
    read_line,
)
from verifier.generation.run_replies import (
    bytes_value,
    read_first,
    read_replies,
    reply_of,
)
from verifier.generation.strict import twins_of
from verifier.generation.tracing_unit import VARIABLE
from verifier.program import Program

log = structlog.get_logger()

_CALLS_A_RUN = 400
_TRIED_APART = 3
"""Calls by which it is tried whether many a run tell the same; so few are apart."""
_REPLIES_A_RUN = 8000
_PROGRAMS_A_RUN = 40
_OVERHEAD_BYTES = 192 * MIB
_REPLY_BYTES = 64 * MIB
_WORDS = 600
_VALUE_BYTES = 20_000
"""A larger value is no answer to put into a case."""
_DRIVER = "verifier_batch.py"
_CODEC = "verifier_call.py"
_PYTHON = "/usr/bin/python3"
_OBJDUMP = "/usr/bin/objdump"
_LISTING_BYTES = 32 * MIB


class Subject:
    """A built program of the tests, which answers inputs.

    Args:
        sandbox: Where boxes come from.
        part: The program.
        check: Called before anything lengthy; may raise.

    Raises:
        AssistantFailedError: It cannot be built, or the function not be called.
        BoxFailedError: There is no box for it.
    """

    def __init__(
        self, sandbox: Sandbox, part: Part, check: Callable[[], None] = lambda: None
    ) -> None:
        self.role, self.language, self.source = part.role, part.language, part.source
        self._part, self._entry, self._limits = part, part.entry, part.limits
        self._sandbox, self._check = sandbox, check
        language, source = part.language, part.source
        built = build_part(sandbox, part, check)
        if built.complaint:
            said = built.run.stderr[:_WORDS] if built.run else b""
            words = " ".join(said.decode(errors="replace").split())
            reason = f"does not compile: {words or built.complaint}"
            raise AssistantFailedError(part.role, reason)
        self._built = built
        self._keeps_nothing = self.is_batched and keeps_nothing(source.text)
        self.main = main_file(language, source.text)
        self._is_trusted: bool | None = None
        self._open = ExitStack()
        self._program: Program | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back its box."""
        self._program = None
        self._open.close()

    @property
    def is_batched(self) -> bool:
        """Whether it answers many inputs a run, and its variants with it."""
        return self.language.name == "python"

    @property
    def takes_many(self) -> bool:
        """Whether it answers many inputs a run, as far as its driver can tell."""
        driver = self.language.call
        if driver is None or self._entry.is_stdio:
            return False
        return bool(driver.many) and self._is_trusted is not False

    def variant(self, text: str) -> "Subject":
        """Build a program that is this one with another main file.

        Raises:
            AssistantFailedError: It cannot be built.
            BoxFailedError: There is no box for it.
        """
        source = replace(self.source, text=text)
        part = replace(self._part, role="mutant", source=source)
        return Subject(self._sandbox, part, self._check)

    def strict(self) -> "Subject | None":
        """Build it so that it stops where its language leaves undefined.

        It tells which of its blocks it goes by, too, if it can be built so.

        Returns:
            None if its compiler cannot, or it does not build so.

        Raises:
            BoxFailedError: There is no box for it.
        """
        for twin in twins_of(self.language, self.source, self._entry):
            part = replace(
                self._part,
                language=twin.language,
                source=twin.source,
                is_traced=twin.is_traced,
            )
            try:
                return Subject(self._sandbox, part, self._check)
            except AssistantFailedError:
                continue
        return None

    @property
    def is_traced(self) -> bool:
        """Whether its replies say which blocks it went by."""
        return self._part.is_traced

    def disassembly(self) -> bytes:
        """Return what objdump says of it; nothing, if it fails.

        Raises:
            AssistantFailedError: It breaks its boxes.
            BoxFailedError: There is no box for it.
        """
        program = self.language.run[0]
        argv = (_OBJDUMP, "-d", "-l", "--no-show-raw-insn", program)
        limits = replace(self._limits, output_bytes=_LISTING_BYTES)
        return self._run(Command(argv=argv), limits).stdout

    def answers(
        self, inputs: Sequence[Input], asking: Asking | None = None
    ) -> list[Reply]:
        """Answer inputs, one reply each, in their order.

        Calls of a program that keeps nothing between them share a process, even
        if they are to be isolated: none could tell.

        Raises:
            AssistantFailedError: It breaks its boxes.
            BoxFailedError: There is no box for it.
        """
        asking = asking or Asking()
        if self.is_batched:
            if self._keeps_nothing:
                asking = replace(asking, is_isolated=False)
            replies = []
            for at in range(0, len(inputs), _CALLS_A_RUN):
                part = inputs[at : at + _CALLS_A_RUN]
                replies += self._batch(part, {self.main: ""}, asking)[0]
            return replies
        order = list(range(len(inputs)))
        todo = order[::-1] if asking.is_backward else order
        found: dict[int, Reply] = {}
        deaths = 0
        while len(found) < len(todo) and deaths < asking.most_deaths:
            self._check()
            at = len(found)
            more: list[Reply] = []
            if self.takes_many and len(todo) - at > _TRIED_APART:
                part = [inputs[index] for index in todo[at : at + _CALLS_A_RUN]]
                left = replace(asking, most_deaths=asking.most_deaths - deaths)
                more = self._many(part, left)
            # One of which many calls at a time tell nothing is made by itself.
            more = more or [self._single(inputs[todo[at]], asking)]
            found |= zip(todo[at : at + len(more)], more, strict=True)
            deaths += sum(reply.kind is ReplyKind.DIED for reply in more)
        return [found.get(index, LEFT_OUT) for index in order]

    def _many(self, inputs: Sequence[Input], asking: Asking) -> list[Reply]:
        """Answer inputs, from the first on, in one run of a driver for many calls.

        A program that answers otherwise than if called by itself is not asked so again.

        Returns:
            Replies to the first ones; none, if the run tells nothing of the first.
        """
        together = self._run_many(inputs, asking)
        if self._is_trusted is None:
            first = [self._single(one, asking) for one in inputs[:_TRIED_APART]]
            pairs = zip(first, together, strict=False)
            self._is_trusted = all(_are_alike(*pair) for pair in pairs)
            return together if self._is_trusted else first
        return together

    def _run_many(self, inputs: Sequence[Input], asking: Asking) -> list[Reply]:
        driver = self.language.call
        argv = driver.many if driver else ()
        calls = [document_of(self._part, one).decode() for one in inputs]
        document = {
            "calls": calls,
            "cpu_time_s": self._cpu_time_s(asking),
            "total_cpu_time_s": asking.total_cpu_time_s,
            "value_bytes": min(self._limits.output_bytes, _VALUE_BYTES),
            "most_deaths": asking.most_deaths,
        }
        command = Command(argv=argv, stdin=json.dumps(document).encode(), reply=True)
        run = self._run(command, self._limits_of_many(asking))
        return [exactly(self._part, reply) for reply in read_first(run, len(inputs))]

    def answers_of(
        self,
        variants: Mapping[str, str],
        inputs: Sequence[Input],
        asking: Asking,
    ) -> dict[str, list[Reply]]:
        """Have variants of its source answer inputs; only where it is batched.

        Args:
            variants: Sources by name.
            inputs: The inputs.
            asking: How they are asked.

        Raises:
            AssistantFailedError: They break their boxes.
            BoxFailedError: There is no box for them.
        """
        found: dict[str, list[Reply]] = {}
        names = list(variants)
        calls = min(len(inputs), _CALLS_A_RUN)
        most = min(_PROGRAMS_A_RUN, _REPLIES_A_RUN // max(1, calls))
        for at in range(0, len(names), most):
            part = names[at : at + most]
            files = {f"v{number}.py": variants[n] for number, n in enumerate(part)}
            replies: list[list[Reply]] = [[] for _ in part]
            for start in range(0, len(inputs), _CALLS_A_RUN):
                block = inputs[start : start + _CALLS_A_RUN]
                for number, more in enumerate(self._batch(block, files, asking)):
                    replies[number] += more
            found |= dict(zip(part, replies, strict=True))
        return found

    def _batch(
        self, inputs: Sequence[Input], programs: Mapping[str, str], asking: Asking
    ) -> list[list[Reply]]:
        """Run the driver until every program has answered, or cannot."""
        paths = list(programs)
        replies: list[dict[int, Reply]] = [{} for _ in paths]
        first = 0
        while first < len(paths):
            self._check()
            done = self._run_batch(inputs, paths[first:], programs, asking)
            for number, found in enumerate(done):
                replies[first + number] |= found
            # A run that a limit ended goes on with the program after that one.
            first += max(1, len(done))
        return [
            [found.get(index, LEFT_OUT) for index in range(len(inputs))]
            for found in replies
        ]

    def _run_batch(
        self,
        inputs: Sequence[Input],
        paths: Sequence[str],
        programs: Mapping[str, str],
        asking: Asking,
    ) -> list[dict[int, Reply]]:
        own = [path for path in paths if programs[path]]
        document = self._document(inputs, paths, asking)
        package = resources.files("sandboxes.inside")
        files = {
            _DRIVER: (package / "batch.py").read_bytes(),
            _CODEC: (package / "call.py").read_bytes(),
        }
        for path in own:
            files[path] = programs[path].encode(errors="surrogatepass")
        seed = f"PYTHONHASHSEED={asking.hash_seed}"
        command = Command(
            argv=("/usr/bin/env", seed, _PYTHON, "-P", _DRIVER),
            stdin=document,
            files=files,
            reply=True,
        )
        run = self._run(command, self._limits_of_many(asking, len(paths)))
        return read_replies(run, len(paths), len(inputs))

    def _limits_of_many(self, asking: Asking, programs: int = 1) -> Limits:
        """Return the limits of a run of many calls of so many programs."""
        share = self._cpu_time_s(asking) * asking.most_deaths * programs
        cpu_time_s = asking.run_cpu_time_s + share
        return replace(
            self._limits,
            cpu_time_s=cpu_time_s,
            wall_time_s=3 * cpu_time_s,
            memory_bytes=self._limits.memory_bytes + _OVERHEAD_BYTES,
            output_bytes=max(_REPLY_BYTES, self._limits.output_bytes),
        )

    def _document(
        self, inputs: Sequence[Input], paths: Sequence[str], asking: Asking
    ) -> bytes:
        limits = self._limits
        if self._entry.is_stdio:
            calls = [json.dumps([bytes_value(one.data)]) for one in inputs]
        else:
            calls = [one.data.decode(errors="surrogatepass") for one in inputs]
        asked = {
            **self._entry.document(),
            "programs": paths,
            "calls": calls,
            "order": "backward" if asking.is_backward else "forward",
            "is_isolated": asking.is_isolated or self._entry.is_stdio,
            "cpu_time_s": self._cpu_time_s(asking),
            "total_cpu_time_s": asking.total_cpu_time_s,
            "wall_time_s": limits.wall_time_s,
            "memory_bytes": limits.memory_bytes,
            "value_bytes": min(limits.output_bytes, _VALUE_BYTES),
            "most_deaths": asking.most_deaths,
            "has_probes": asking.has_probes,
            "clock_shift_s": asking.clock_shift_s,
            "most_steps": asking.most_steps,
        }
        return json.dumps(asked).encode()

    def _cpu_time_s(self, asking: Asking) -> float:
        return min(
            self._limits.cpu_time_s, asking.cpu_time_s or self._limits.cpu_time_s
        )

    def _single(self, one: Input, asking: Asking) -> Reply:
        """Start the program for one input."""
        limits = replace(self._limits, cpu_time_s=self._cpu_time_s(asking))
        if self._entry.is_stdio:
            seed = f"PYTHONHASHSEED={asking.hash_seed}"
            argv = ("/usr/bin/env", seed, *_most(asking), *self.language.run)
            command = Command(argv=argv, stdin=one.data, reply=self.is_traced)
            run = self._run(command, limits)
            traced = (read_line(run.reply) or {}) if self.is_traced else {}
            return reply_of(run, {**traced, "value": bytes_value(run.stdout)})
        asked = document_of(self._part, one)
        run = self._twice(lambda program: program.call(asked, limits))
        return exactly(self._part, reply_of(run, read_line(run.reply) or {}))

    def _run(self, command: Command, limits: Limits) -> RunResult:
        return self._twice(lambda program: program.serve(command, limits))

    def _twice(self, action: Callable[[Program], RunResult]) -> RunResult:
        try:
            return action(self._get())
        except BoxFailedError as error:
            log.warning("box of a test program broke", role=self.role, why=str(error))
        self.close()
        self._check()
        try:
            return action(self._get())
        except BoxFailedError as error:
            self.close()
            if error.started:
                reason = "broke its box twice"
                raise AssistantFailedError(self.role, reason) from error
            raise

    def _get(self) -> Program:
        if self._program is None:
            box = self._open.enter_context(self._sandbox.open(self.language))
            self._program = Program(
                Assistants(self._sandbox), box, self.language, self.source, self._built
            )
        return self._program


def _are_alike(one: Reply, other: Reply) -> bool:
    return (one.kind, one.value, one.words) == (other.kind, other.value, other.words)


def _most(asking: Asking) -> tuple[str, ...]:
    """Say in the environment after how many blocks a traced program ends."""
    if asking.most_steps is None:
        return ()
    return (f"{VARIABLE}={asking.most_steps}",)
