"""Generated rows keep to what was declared and to what the given rows share."""

import datetime as dt
from dataclasses import replace
from random import Random

import pytest

from sandboxes import known_databases
from verifier.errors import AssistantFailedError
from verifier.sql.checks import checks_of
from verifier.sql.contents import contents_sql, generated
from verifier.sql.rules import Rules, rules_of
from verifier.sql.shape import ColumnShape, Link, TableShape
from verifier.sql.table import Row

SEEDS = range(40)


def column(name: str, type_: str = "INT", *, required: bool = False) -> ColumnShape:
    return ColumnShape(name=name, type=type_, is_required=required)


def day(number: int) -> dt.datetime:
    return dt.datetime(2024, 1, number)


TEAM = TableShape(
    name="team",
    sql='"team"',
    columns=(column("id"), column("name", "TEXT", required=True)),
    keys=(("id",), ("name",)),
    links=(),
    rows=((1, "red"), (2, "blue"), (3, "green")),
)
PLAYER = TableShape(
    name="player",
    sql='"player"',
    columns=(
        column("id"),
        column("team_id"),
        column("boss"),
        column("grade", "TEXT"),
        column("born", "DATE"),
        column("left", "DATE"),
    ),
    keys=(("id",),),
    links=(Link(columns=("boss",), table="player", targets=("id",)),),
    rows=(
        (1, 1, None, "a", day(1), day(2)),
        (2, 1, 1, "b", day(3), day(3)),
        (3, 2, 1, "a", day(2), day(9)),
        (4, 2, 3, "b", day(5), day(8)),
    ),
)


def rules(mode: str = "constrained", *queries: str) -> Rules:
    tables = [PLAYER, TEAM]
    return rules_of(tables, queries, "sqlite", keeps_mined=mode == "constrained")


def contents(seed: int, *queries: str) -> dict[str, list[Row]]:
    return generated(rules("constrained", *queries), Random(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_keys_are_unique(seed: int) -> None:
    made = contents(seed)

    for rows, place in ((made["team"], 0), (made["team"], 1), (made["player"], 0)):
        values = [row[place] for row in rows]
        assert len(set(values)) == len(values)


@pytest.mark.parametrize("seed", SEEDS)
def test_references_have_their_targets(seed: int) -> None:
    made = contents(seed)
    teams = {row[0] for row in made["team"]}
    players = {row[0] for row in made["player"]}

    assert {row[1] for row in made["player"]} <= teams
    assert {row[2] for row in made["player"]} <= players | {None}


@pytest.mark.parametrize("seed", SEEDS)
def test_only_columns_that_have_null_get_it(seed: int) -> None:
    made = contents(seed)

    assert all(None not in row for row in made["team"])
    assert all(None not in (*row[:2], *row[3:]) for row in made["player"])


@pytest.mark.parametrize("seed", SEEDS)
def test_dates_that_are_in_order_stay_so(seed: int) -> None:
    for row in contents(seed)["player"]:
        assert row[4] <= row[5]  # type: ignore[operator]


def test_enumerations_get_constants_of_queries_and_no_other_values() -> None:
    asked = "SELECT id FROM player WHERE grade = 'c'"
    grades = {row[3] for seed in SEEDS for row in contents(seed, asked)["player"]}

    assert grades == {"a", "b", "c"}


def test_checks_are_kept_although_queries_ask_for_other_values() -> None:
    text = "grade IN ('a', 'b', 'x') AND id < 40 AND \"left\" > '2024-01-02'"
    player = replace(PLAYER, checks=tuple(checks_of(text, "sqlite")))
    asked = ["SELECT 1 FROM player WHERE grade = 'c' AND \"left\" = '2024-01-02'"]
    kept = rules_of([player, TEAM], asked, "sqlite", keeps_mined=True)
    rows = [row for n in SEEDS for row in generated(kept, Random(n))["player"]]

    assert {row[3] for row in rows} == {"a", "b", "x"}
    assert all(row[0] < 40 and row[5] > day(2) for row in rows)  # type: ignore[operator]
    assert "player: id < 40" in kept.words()


def test_some_parents_have_no_children_and_some_have_several() -> None:
    counts = set()
    for seed in SEEDS:
        made = contents(seed)
        teams = [row[1] for row in made["player"]]
        counts |= {teams.count(row[0]) for row in made["team"]}

    assert {0, 1, 2, 3} <= counts


def test_groups_are_as_large_as_queries_ask_for() -> None:
    asked = "SELECT team_id FROM player GROUP BY 1 HAVING COUNT(*) >= 9"
    sizes = set()
    for seed in SEEDS:
        teams = [row[1] for row in contents(seed, asked)["player"]]
        sizes |= {teams.count(team) for team in teams}

    assert 9 in sizes
    assert sizes & {8, 10}


def test_adversarial_contents_keep_to_what_is_declared_alone() -> None:
    loose = rules("adversarial")
    rows = [row for seed in SEEDS for row in generated(loose, Random(seed))["player"]]

    assert any(row[1] is None or row[3] is None for row in rows)
    assert not any(link.table == "team" for link in loose.links["player"])


def test_mined_rules_are_told() -> None:
    words = rules().words()

    assert "player.team_id refers to team" in words
    assert "player.born <= left" in words
    assert "player.grade: never NULL, one of 2 values" in words


def test_same_seed_makes_the_same_sql() -> None:
    sqlite = known_databases().get("sqlite")

    first, second = (contents_sql(rules(), contents(3), sqlite) for _ in range(2))

    assert first == second
    assert first != contents_sql(rules(), contents(4), sqlite)


def test_parents_are_filled_first_and_emptied_last() -> None:
    sql = contents_sql(rules(), contents(1), known_databases().get("sqlite"))

    assert sql.index('DELETE FROM "player"') < sql.index('DELETE FROM "team"')
    assert sql.index('INSERT INTO "team"') < sql.index('INSERT INTO "player"')


def test_circular_references_are_refused() -> None:
    first, second = (
        TableShape(
            name=name,
            sql=name,
            columns=(column("id"),),
            keys=(("id",),),
            links=(Link(columns=("id",), table=other, targets=("id",)),),
            rows=(),
        )
        for name, other in (("a", "b"), ("b", "a"))
    )

    with pytest.raises(AssistantFailedError, match="circular references: a, b"):
        rules_of([first, second], [], "sqlite", keeps_mined=True)
