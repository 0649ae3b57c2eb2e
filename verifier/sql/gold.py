"""What is expected: gold, run once on a clean copy and kept by content."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from sandboxes import CellKind
from verifier.errors import AssistantFailedError
from verifier.outcome import ending
from verifier.sql.compare import Expected, compare
from verifier.sql.options import Comparison, Difference
from verifier.sql.order import Order, order_of, statements_of
from verifier.sql.shelf import key_of
from verifier.sql.stage import Image, Stage
from verifier.sql.table import Table, table_of
from verifier.sql.wire import (
    Pins,
    Role,
    Step,
    StepFlag,
    StepResult,
    Terms,
    decode_reply,
)

ROLE = "gold query"
_order_of = lru_cache(maxsize=4096)(order_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldResult:
    """What one gold query comes to on one instance.

    Attributes:
        expected: What a candidate's result is compared with.
        earlier: The results before it, where all of them count.
        work: What it cost, in the engine's own count; 0 if it was not counted.
    """

    expected: Expected
    earlier: tuple[Expected, ...] = ()
    work: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldAsk:
    """What is asked of gold.

    Attributes:
        golds: Alternatives; each has a connection of its own.
        options: How results will be compared.
        pins: Clock and seed.
        statement: Which of the results of a query counts; -1 is the last; None
            for all of them.
        terms: What they are held to.
    """

    golds: tuple[str, ...]
    options: Comparison
    pins: Pins
    statement: int | None = -1
    terms: Terms = field(default_factory=Terms)


def run_gold(stage: Stage, image: Image, ask: GoldAsk) -> list[GoldResult]:
    """Run gold queries, or find what they came to.

    Args:
        stage: The engine.
        image: The instance.
        ask: The queries.

    Raises:
        AssistantFailedError: One of them fails, returns no result, or more rows
            than a result may have.
        BoxFailedError: A box broke.
    """
    golds, pins = ask.golds, ask.pins
    plan = plan_of(ask, stage.database.dialect)
    terms = str(ask.terms)
    parts = (stage.origin(), image.key, str(pins), terms, str(len(golds)), *plan.sqls)
    data = stage.shelf.get_or_make(
        key_of("gold", *parts), lambda: _run_all(stage, image, plan)
    )
    return plan.results(decode_reply(data).steps, stage)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldPlan:
    """What is run to know what gold comes to.

    Attributes:
        ask: What is asked.
        orders: What each gold says of the order of its rows.
        sqls: The queries: the golds, then those that show their ties.
    """

    ask: GoldAsk
    orders: tuple[tuple[Order, ...], ...]
    sqls: tuple[str, ...]

    def results(self, steps: Sequence[StepResult], stage: Stage) -> list[GoldResult]:
        """Read what the queries came to.

        Raises:
            AssistantFailedError: A gold returned no result, or too many rows.
        """
        wholes = iter(steps[len(self.orders) :])
        results = []
        for listed, step in zip(self.orders, steps, strict=False):
            tables = _results(step, self.ask.statement, stage)
            orders: Sequence[Order] = listed
            shown = [_whole(next(wholes), stage) if it.keyed else None for it in listed]
            if len(listed) != len(tables):  # which order is whose cannot be told
                orders = [Order(is_ordered=False)] * len(tables)
                shown = [None] * len(tables)
            found = [
                Expected(
                    table=table,
                    is_ordered=order.is_ordered,
                    keyed=order.keyed if whole else None,
                    whole=whole,
                )
                for table, order, whole in zip(tables, orders, shown, strict=True)
            ]
            made = GoldResult(
                expected=found[-1], earlier=tuple(found[:-1]), work=step.work
            )
            results.append(made)
        return results


def plan_of(ask: GoldAsk, dialect: str) -> GoldPlan:
    """Plan what is run to know what gold comes to.

    Raises:
        AssistantFailedError: Keys are asked for, and gold has none.
    """
    orders = tuple(_orders(gold, ask, dialect) for gold in ask.golds)
    keyed = (it.keyed.sql for listed in orders for it in listed if it.keyed)
    return GoldPlan(ask=ask, orders=orders, sqls=(*ask.golds, *keyed))


def _orders(gold: str, ask: GoldAsk, dialect: str) -> tuple[Order, ...]:
    """Say what each result that counts says of its order."""
    texts = [gold] if ask.statement is not None else statements_of(gold, dialect)
    return tuple(_order(text, ask.options, dialect) for text in texts)


def _order(gold: str, options: Comparison, dialect: str) -> Order:
    if options.order in {"ignore", "strict"}:
        return Order(is_ordered=options.order == "strict")
    order = _order_of(gold, dialect)
    if options.order == "keys" and order.keyed is None:
        reason = "has no ORDER BY whose keys can be told, which order `keys` needs"
        raise AssistantFailedError(ROLE, reason)
    return order


def _run_all(stage: Stage, image: Image, plan: GoldPlan) -> bytes:
    """Run the queries; where work is counted each gold has a run of its own."""
    golds = len(plan.orders)
    if not plan.ask.terms.counts:
        return _run(stage, image, plan.sqls, golds, plan.ask)
    alone = [_run(stage, image, [sql], 1, plan.ask) for sql in plan.sqls[:golds]]
    rest = plan.sqls[golds:]
    uncounted = replace(plan.ask, terms=replace(plan.ask.terms, counts=False))
    ties = _run(stage, image, rest, 0, uncounted) if rest else b""
    return b"".join([*alone, ties])


def _run(
    stage: Stage, image: Image, sqls: Sequence[str], golds: int, ask: GoldAsk
) -> bytes:
    steps = [Step(sql=sql, role=Role.READER, flags=StepFlag.FRESH) for sql in sqls]
    run, reply = stage.run_trusted(image, steps, ask.pins, ask.terms)
    for number, step in enumerate(reply.steps[:golds]):
        if step.error_code is not None:
            name = f"number {number + 1} of {golds} " if golds > 1 else ""
            raise AssistantFailedError(ROLE, f"{name}fails: {step.error}")
    if not run.succeeded or not reply.steps[-1].is_over:
        raise AssistantFailedError(ROLE, ending(run))
    return run.reply


def counted(step: StepResult, statement: int | None, stage: Stage) -> list[Table]:
    """Return the results of a step that count: one, or for None all of them."""
    if statement is None:
        kinds: dict[str, CellKind] = dict(stage.database.kinds)
        return [table_of(raw, kinds) for raw in step.tables]
    table = chosen(step, statement, stage)
    return [] if table is None else [table]


def difference_from(
    gold: GoldResult, tables: Sequence[Table], options: Comparison
) -> Difference:
    """Compare the results that count with gold's, the last one last."""
    if len(tables) != len(gold.earlier) + 1:
        words = f"{len(tables)} results where {len(gold.earlier) + 1} are expected"
        return Difference(reason="wrong_results", words=words, row_f1=0.0)
    for number, expected in enumerate(gold.earlier):
        difference = compare(expected, tables[number], options)
        if not difference.is_equal:
            return replace(difference, words=f"result {number}: {difference.words}")
    return compare(gold.expected, tables[-1], options)


def _results(step: StepResult, statement: int | None, stage: Stage) -> list[Table]:
    tables = counted(step, statement, stage)
    if not tables:
        raise AssistantFailedError(ROLE, "returns no result")
    for table in tables:
        if table.is_cut:
            raise AssistantFailedError(
                ROLE, f"returns more than {len(table.rows)} rows"
            )
    return tables


def _whole(step: StepResult, stage: Stage) -> Table | None:
    """Return gold's rows with their keys; None where the rewriting failed."""
    if step.error_code is not None:
        return None
    table = chosen(step, -1, stage)
    return None if table is None or table.is_cut else table


def chosen(step: StepResult, statement: int, stage: Stage) -> Table | None:
    """Return the result of a step that counts; None if it has none such."""
    kinds: dict[str, CellKind] = dict(stage.database.kinds)
    try:
        return table_of(step.tables[statement], kinds)
    except IndexError:
        return None
