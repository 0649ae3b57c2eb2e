"""Further databases for an SQL case: made up, legal, and telling.

Gold and its mutants are run on each that is tried. Those are kept that kill what
no other kills; what gold itself cannot bear is dropped.
"""

import time
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version
from random import Random

from sandboxes import Sandbox, known_databases
from verifier.errors import UnknownTestSetError
from verifier.generation.context import GenerationContext, RefusedError
from verifier.generation.messages import (
    Certificate,
    GenerationRequest,
    Mutants,
    SqlTarget,
    Strength,
)
from verifier.generation.trials import Trial, Trials, UnfitError
from verifier.graders.sql_case import InstanceFields
from verifier.graders.sql_query import SqlQueryCase
from verifier.sql.contents import contents_sql, generated
from verifier.sql.rules import Rules, rules_of
from verifier.sql.shape import read_shape
from verifier.sql.stage import Image, Stage

_DRY_TRIES = 24
"""So many databases in a row that tell nothing new: there is no more to tell."""


def sql_case(
    request: GenerationRequest,
    target: SqlTarget,
    sandbox: Sandbox,
    context: GenerationContext,
) -> tuple[SqlQueryCase, Certificate]:
    """Return the case with further instances, and what it is worth.

    Raises:
        AssistantFailedError: The setup or gold fails, or its tables refer to each
            other in a circle.
        RefusedError: It names a database that is not stored here.
        JudgingCanceledError: It was canceled.
        BoxFailedError: Boxes cannot be had.
    """
    try:
        case = target.case.filled_in(context.load)
    except UnknownTestSetError as error:
        raise RefusedError(str(error)) from error
    stage = Stage(sandbox, known_databases().get(target.language))
    return _Maker(request, target, stage, case, context).make()


class _Maker:
    def __init__(
        self,
        request: GenerationRequest,
        target: SqlTarget,
        stage: Stage,
        case: SqlQueryCase,
        context: GenerationContext,
    ) -> None:
        self._request, self._target, self._stage = request, target, stage
        self._case, self._context = case, context
        self._dropped: Counter[str] = Counter()
        self._notes: list[str] = []
        self._tried = 0
        self._ends_at = time.monotonic() + request.budget.wall_time_s

    def make(self) -> tuple[SqlQueryCase, Certificate]:
        """Make the case; see `sql_case` for what it raises."""
        images = self._case.images(self._stage)
        tables = read_shape(self._stage, images[0], self._case.pins())
        trials = Trials(
            self._stage,
            self._case,
            self._request.limits,
            [table.sql for table in tables],
        )
        given = trials.look_at_given(images, self._request.budget.mutants)
        rules = rules_of(
            tables,
            [*trials.golds, *self._target.queries],
            self._stage.database.dialect,
            keeps_mined=self._target.mode == "constrained",
        )
        found = self._search(images[0], trials, given, rules)
        kept = self._chosen(given, found)
        strength = self._strength(trials.mutants, given, found, kept)
        return self._whole(kept), self._certificate(len(given), kept, rules, strength)

    def _search(
        self, image: Image, trials: Trials, given: Sequence[Trial], rules: Rules
    ) -> list[Trial]:
        """Try databases until mutants are killed, or nothing new is told."""
        found: list[Trial] = []
        killed = _killed(given)
        has_empty = any(trial.is_empty for trial in given)
        dry = 0
        total = len(trials.mutants)
        for number in range(self._request.budget.inputs):
            self._context.raise_if_canceled()
            is_enough = len(found) >= self._target.instances
            is_strong = len(killed) >= self._request.min_kill_rate * total
            if (is_enough and is_strong) or dry >= _DRY_TRIES:
                break
            if time.monotonic() > self._ends_at:
                self._notes.append(
                    "cut short by wall_time_s: not reproducible to the byte"
                )
                break
            self._tried += 1
            dry += 1
            rng = Random(f"{self._request.seed}/{number}")
            rows = generated(rules, rng)
            setup = contents_sql(rules, rows, self._stage.database)
            try:
                trial = trials.look(image, setup)
            except UnfitError as error:
                self._drop(str(error), error.detail)
                continue
            if trial.is_empty and (has_empty or trial.killed <= killed):
                self._drop("gold returns no row")
                continue
            if not trial.killed <= killed or not is_enough:
                dry = 0
            has_empty = has_empty or trial.is_empty
            found.append(trial)
            killed |= trial.killed
            self._tell(len(found), len(killed), total)
        return found

    def _drop(self, reason: str, detail: str = "") -> None:
        if detail and reason not in self._dropped:
            self._notes.append(f"{reason}: {detail}"[:300])
        self._dropped[reason] += 1

    def _tell(self, legal: int, killed: int, total: int) -> None:
        rate = round(killed / total, 4) if total else None
        word = {"stage": "databases", "legal": legal, "kill_rate": rate}
        self._context.tell(word)

    def _chosen(self, given: Sequence[Trial], found: Sequence[Trial]) -> list[Trial]:
        """Choose those that kill most of what is alive, then fill up."""
        killed = _killed(given)
        left, kept = list(found), list[Trial]()
        while left and len(kept) < self._target.instances:
            best = max(left, key=lambda trial: len(trial.killed - killed))
            if best.killed <= killed:
                break
            kept.append(best)
            left.remove(best)
            killed |= best.killed
        if self._request.reduction == "diverse":
            room = self._target.instances - len(kept)
            full = [trial for trial in left if not trial.is_empty]
            kept += sorted(full, key=lambda trial: -len(trial.killed))[:room]
        return kept

    def _strength(
        self,
        mutants: Sequence[str],
        given: Sequence[Trial],
        found: Sequence[Trial],
        kept: Sequence[Trial],
    ) -> Strength:
        killed = _killed([*given, *kept])
        never = set(range(len(mutants))) - _killed([*given, *found])
        alive = [mutant for n, mutant in enumerate(mutants) if n not in killed]
        used = [*given, *kept]
        return Strength(
            kill_rate=len(killed) / len(mutants) if mutants else None,
            mutants=Mutants(
                killed=len(killed),
                alive=len(alive),
                equivalent_looking=len(never),
                survivors=alive,
            ),
            coverage=None,
            trivial_passes=sorted(
                frozenset[str].intersection(*(trial.passes for trial in used))
            ),
        )

    def _whole(self, kept: Sequence[Trial]) -> SqlQueryCase:
        """Return the case as it was stated, with the databases added."""
        stated = self._target.case
        instances = [
            *stated.all_instances(),
            *(
                InstanceFields(setup=trial.setup, variant_of=0, generated=True)
                for trial in kept
            ),
        ]
        fields = stated.model_fields_set - {"setup", "csv", "image", "database"}
        plain = {name: getattr(stated, name) for name in fields}
        return SqlQueryCase(**plain | {"instances": instances})

    def _certificate(
        self, given: int, kept: Sequence[Trial], rules: Rules, strength: Strength
    ) -> Certificate:
        database = self._stage.database.name
        notes = list(self._notes)
        if not kept:
            notes.append("no database was added")
        if strength.kill_rate is None:
            notes.append("no mutants were made: the kill rate is unknown")
        elif strength.kill_rate < self._request.min_kill_rate:
            notes.append("min_kill_rate was not reached")
        if self._target.mode == "adversarial":
            notes.append("adversarial: right queries may fail on it")
        stated = self._case.compare.model_dump(mode="json", exclude_defaults=True)
        words = " ".join(f"{name}={value}" for name, value in stated.items())
        return Certificate(
            seed=self._request.seed,
            strategies={"given": given, "generated": len(kept)},
            answers="reference",
            tried=self._tried,
            dropped=dict(sorted(self._dropped.items())),
            preconditions=rules.words(),
            checker=f"sql_query {words}".strip(),
            strength=strength,
            notes=notes,
            versions={
                "verifier": version("verifier"),
                database: self._stage.version(),
            },
        )


def _killed(trials: Sequence[Trial]) -> frozenset[int]:
    return frozenset[int]().union(*(trial.killed for trial in trials))
