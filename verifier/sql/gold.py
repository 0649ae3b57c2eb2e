"""What is expected: gold, run once on a clean copy and kept by content."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sandboxes import CellKind
from verifier.errors import AssistantFailedError
from verifier.outcome import ending
from verifier.sql.compare import Expected
from verifier.sql.options import Comparison
from verifier.sql.order import Order, order_of
from verifier.sql.shelf import key_of
from verifier.sql.stage import Image, Stage
from verifier.sql.table import Table, table_of
from verifier.sql.wire import Pins, Role, Step, StepFlag, StepResult, decode_reply

ROLE = "gold query"
_order_of = lru_cache(maxsize=4096)(order_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldResult:
    """What one gold query comes to on one instance.

    Attributes:
        expected: What a candidate's result is compared with.
        work: What it cost, in the engine's own count.
    """

    expected: Expected
    work: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldAsk:
    """What is asked of gold.

    Attributes:
        golds: Alternatives; each has a connection of its own.
        options: How results will be compared.
        pins: Clock and seed.
        statement: Which of the results of a query counts; -1 is the last.
    """

    golds: tuple[str, ...]
    options: Comparison
    pins: Pins
    statement: int = -1


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
    parts = (stage.origin(), image.key, str(pins), str(len(golds)), *plan.sqls)
    data = stage.shelf.get_or_make(
        key_of("gold", *parts), lambda: _run(stage, image, plan.sqls, len(golds), pins)
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
    orders: tuple[Order, ...]
    sqls: tuple[str, ...]

    def results(self, steps: Sequence[StepResult], stage: Stage) -> list[GoldResult]:
        """Read what the queries came to.

        Raises:
            AssistantFailedError: A gold returned no result, or too many rows.
        """
        wholes = iter(steps[len(self.orders) :])
        results = []
        for order, step in zip(self.orders, steps, strict=False):
            table = _result(step, self.ask.statement, stage)
            whole = _whole(next(wholes), stage) if order.keyed else None
            expected = Expected(
                table=table,
                is_ordered=order.is_ordered,
                keyed=order.keyed if whole else None,
                whole=whole,
            )
            results.append(GoldResult(expected=expected, work=step.work))
        return results


def plan_of(ask: GoldAsk, dialect: str) -> GoldPlan:
    """Plan what is run to know what gold comes to.

    Raises:
        AssistantFailedError: Keys are asked for, and gold has none.
    """
    orders = tuple(_order(gold, ask.options, dialect) for gold in ask.golds)
    keyed = (order.keyed.sql for order in orders if order.keyed)
    return GoldPlan(ask=ask, orders=orders, sqls=(*ask.golds, *keyed))


def _order(gold: str, options: Comparison, dialect: str) -> Order:
    if options.order in {"ignore", "strict"}:
        return Order(is_ordered=options.order == "strict")
    order = _order_of(gold, dialect)
    if options.order == "keys" and order.keyed is None:
        reason = "has no ORDER BY whose keys can be told, which order `keys` needs"
        raise AssistantFailedError(ROLE, reason)
    return order


def _run(
    stage: Stage, image: Image, sqls: Sequence[str], golds: int, pins: Pins
) -> bytes:
    steps = [Step(sql=sql, role=Role.READER, flags=StepFlag.FRESH) for sql in sqls]
    run, reply = stage.run_trusted(image, steps, pins)
    for number, step in enumerate(reply.steps[:golds]):
        if step.error_code is not None:
            name = f"number {number + 1} of {golds} " if golds > 1 else ""
            raise AssistantFailedError(ROLE, f"{name}fails: {step.error}")
    if not run.succeeded or not reply.steps[-1].is_over:
        raise AssistantFailedError(ROLE, ending(run))
    return run.reply


def _result(step: StepResult, statement: int, stage: Stage) -> Table:
    table = chosen(step, statement, stage)
    if table is None:
        raise AssistantFailedError(ROLE, "returns no result")
    if table.is_cut:
        raise AssistantFailedError(ROLE, f"returns more than {len(table.rows)} rows")
    return table


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
