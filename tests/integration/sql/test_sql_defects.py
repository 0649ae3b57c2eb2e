"""Wrong answers that published evaluators of text-to-SQL reward: here they do not.

The numbers are those of the study in which they were seen to be rewarded.
"""

from typing import Any

import pytest

from sandboxes import known_databases
from tests.integration.sql.conftest import Judge
from verifier.outcome import Verdict

pytestmark = pytest.mark.sandbox

SETUP = """
create table genre (genre_id int, name varchar(20));
insert into genre values (1, 'Rock'), (2, 'Jazz'), (3, 'Metal'), (3, 'Metal');
create table track (id int, unit_price decimal(10, 2), genre_id int);
insert into track values (1, 0.99, 1), (2, 1.99, 1), (3, 0.99, 2);
create table other (x int);
"""
GENRES = "select genre_id, name from genre"

every_engine = pytest.mark.parametrize("engine", known_databases().names)


@every_engine
@pytest.mark.parametrize(
    ("source", "gold"),
    [
        pytest.param("delete from genre", GENRES, id="01-delete"),
        pytest.param(
            "create temporary table genre as select 1", GENRES, id="02-temporary-table"
        ),
        pytest.param(
            "create view genre2 as select 1 where 1 = 0", GENRES, id="02-view"
        ),
        pytest.param(
            "update track set unit_price = 0; select 'x', 'y'",
            "select id, unit_price from track",
            id="03-update-first",
        ),
        pytest.param(
            "select unit_price from track",
            "select round(unit_price, 0) from track",
            id="04-rounding",
        ),
        pytest.param(
            "select distinct genre_id, name from genre", GENRES, id="05-rows-lost"
        ),
        pytest.param(
            "select g.genre_id, g.name from genre g join genre h on g.name = h.name",
            GENRES,
            id="05-rows-added",
        ),
        pytest.param(
            "select name, name, name from genre",
            "select name from genre",
            id="06-column-thrice",
        ),
        pytest.param(
            "select count(name) from genre",
            "select count(distinct name) from genre",
            id="07-count",
        ),
        pytest.param("drop table genre", GENRES, id="10-drop"),
        pytest.param(
            "select genre_id, 0 from genre",
            "select genre_id, case when genre_id = 9 then 1 end from genre",
            id="13-null-and-zero",
        ),
        pytest.param(
            "select 0.004 from genre", "select 0.012 from genre", id="13-near"
        ),
        pytest.param("select 'a' -- , 'b'", "select 'a', 'b'", id="16-comment"),
    ],
)
def test_hack_earns_nothing(engine: str, source: str, gold: str, judge: Judge) -> None:
    report = judge(source, engine, setup=SETUP, gold=gold)

    assert report.reward == 0.0, report.cases
    assert report.attribution == "candidate"


@every_engine
def test_08_order_inside_a_subquery_is_no_order(engine: str, judge: Judge) -> None:
    gold = "select name from (select name from genre order by name limit 3) t"
    source = "select name from genre where name <> 'Rock' order by name desc"

    assert judge(source, engine, setup=SETUP, gold=gold).reward == 1.0


@every_engine
def test_08_empty_results_of_different_width_differ(engine: str, judge: Judge) -> None:
    case = {"setup": SETUP, "gold": "select x from other", "vacuous": "allow"}

    assert judge("select x, x from other", engine, **case).reward == 0.0
    assert judge("select x + 1 from other", engine, **case).reward == 1.0
    case["vacuous"] = "zero"
    assert judge("select x from other", engine, **case).reward == 0.0


@every_engine
def test_09_a_cross_join_ends_at_its_limit(engine: str, judge: Judge) -> None:
    ten = " union all ".join(f"select {digit} as i" for digit in range(10))
    names = [f"t t{number}" for number in range(10)]
    source = f"with t as ({ten}) select sum(t0.i * t9.i) from {', '.join(names)}"

    report = judge(
        source,
        engine,
        setup=SETUP,
        gold=GENRES,
        request_limits={"cpu_time_s": 1, "wall_time_s": 60},
    )

    assert report.verdict is Verdict.TIME_LIMIT_EXCEEDED, report.cases
    assert report.cases[0].cpu_time_s < 4


@every_engine
def test_12_numbers_are_not_broadcast(engine: str, judge: Judge) -> None:
    five = "select 5 union all select 5 union all select 5"

    assert judge(five, engine, setup=SETUP, gold="select 5").reward == 0.0
    nothing: dict[str, Any] = {"gold": "select x from other", "vacuous": "allow"}
    assert judge("select 7", engine, setup=SETUP, **nothing).reward == 0.0


@every_engine
def test_13_cells_of_a_row_belong_together(engine: str, judge: Judge) -> None:
    source = "select 1, 'Jazz' union all select 2, 'Rock'"
    gold = "select genre_id, name from genre where genre_id < 3"

    assert judge(source, engine, setup=SETUP, gold=gold).reward == 0.0
    two = "select genre_id, genre_id from genre"
    one = {"compare": {"columns": "superset"}}
    report = judge("select genre_id from genre", engine, setup=SETUP, gold=two, **one)
    assert report.reward == 0.0


@every_engine
def test_14_tolerance_is_not_defeated_by_sorting(engine: str, judge: Judge) -> None:
    compare = {"order": "ignore", "numeric": {"absolute": 0.01, "relative": 0}}
    gold = "select 9.999 as a union all select 2.0"
    source = "select 2.0 as a union all select 10.001"

    report = judge(source, engine, setup=SETUP, gold=gold, compare=compare)

    assert report.reward == 1.0, report.cases


@every_engine
def test_15_a_gold_that_raises_rewards_nobody(engine: str, judge: Judge) -> None:
    report = judge("select broken", engine, setup=SETUP, gold="select broken")

    assert report.reward is None
    assert report.attribution == "tests"


@every_engine
def test_runs_do_not_share_a_state(engine: str, judge: Judge) -> None:
    wreck = "drop table genre"
    fields = {"kind": "sql_script", "setup": SETUP, "gold": wreck}

    assert judge(wreck, engine, **fields).reward == 1.0
    assert judge(GENRES, engine, setup=SETUP, gold=GENRES).reward == 1.0
