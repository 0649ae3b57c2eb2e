"""`sql_script` on every engine: scripts are judged by what they leave behind."""

from typing import Any

import pytest

from sandboxes import known_databases
from tests.integration.sql.conftest import Judge
from verifier.outcome import Verdict

pytestmark = pytest.mark.sandbox

SETUP = """
create table person (id int primary key, name varchar(20) not null, age int);
create table pet (name varchar(20), owner int);
insert into person values (1, 'Ann', 30), (2, 'Bob', 40), (3, 'Cid', 50);
insert into pet values ('Rex', 1), ('Tom', 2);
"""
GOLD = "update person set age = age + 1 where id = 2; delete from pet where owner = 1;"

every_engine = pytest.mark.parametrize("engine", known_databases().names)


def case(**fields: Any) -> dict[str, Any]:
    return {"kind": "sql_script", "setup": SETUP, **fields}


@every_engine
@pytest.mark.parametrize(
    ("source", "verdict", "words"),
    [
        (GOLD, Verdict.ACCEPTED, ""),
        (
            "delete from pet where name = 'Rex'; update person set age = 41 where id=2",
            Verdict.ACCEPTED,
            "",
        ),
        ("update person set age = 41 where id = 2", Verdict.WRONG_ANSWER, "pet"),
        (f"{GOLD} delete from person where id = 3;", Verdict.WRONG_ANSWER, "person"),
        (f"{GOLD} create table extra (x int);", Verdict.WRONG_ANSWER, "extra"),
        (f"{GOLD} drop table pet;", Verdict.WRONG_ANSWER, "pet is missing"),
        ("update nothing set x = 1", Verdict.RUNTIME_ERROR, "nothing"),
        ("select 1", Verdict.WRONG_ANSWER, "wrong_state"),
    ],
)
def test_final_state_decides(
    engine: str, source: str, verdict: Verdict, words: str, judge: Judge
) -> None:
    report = judge(source, engine, **case(gold=GOLD))

    assert report.verdict is verdict, report.cases
    assert words in report.cases[0].feedback


@every_engine
def test_what_is_not_committed_is_lost(engine: str, judge: Judge) -> None:
    begin = {"mariadb": "start transaction", "sqlite": "begin"}.get(engine, "begin")
    open_end = f"{begin}; {GOLD}"
    closed = f"{begin}; {GOLD} commit;"
    undone = f"{begin}; delete from person; rollback; {GOLD}"

    assert judge(closed, engine, **case(gold=GOLD)).reward == 1.0
    assert judge(open_end, engine, **case(gold=GOLD)).reward == 0.0
    kept = judge(open_end, engine, **case(gold=GOLD, commit_at_end=True))
    assert kept.reward == 1.0
    assert judge(undone, engine, **case(gold=GOLD)).reward == 1.0


@every_engine
def test_tables_and_columns_may_be_left_out(engine: str, judge: Judge) -> None:
    other = "update person set age = 99, name = 'Bob' where id = 2"

    assert judge(other, engine, **case(gold=GOLD)).reward == 0.0
    only = case(gold=GOLD, tables=["person"], ignore_columns=["person.age"])
    assert judge(other, engine, **only).reward == 1.0
    assert judge("delete from person", engine, **only).reward == 0.0


@every_engine
@pytest.mark.parametrize(
    ("source", "reward"),
    [
        ("create table t (a int not null, b varchar(5)); create index i on t (a)", 1.0),
        ("create table t (a int not null, b varchar(5)); create index j on t (a)", 1.0),
        ("create table t (a int not null, b varchar(5))", 0.0),
        ("create table t (a int, b varchar(5)); create index i on t (a)", 0.0),
        ("create table t (a int not null, b varchar(6)); create index i on t (a)", 0.0),
        ("create table t (a int not null, c varchar(5)); create index i on t (a)", 0.0),
    ],
)
def test_schema_counts_if_asked_for(
    engine: str, source: str, reward: float, judge: Judge
) -> None:
    if engine == "duckdb" and "(6)" in source:
        reward = 1.0  # it keeps no length of VARCHAR
    gold = "create table t (a int not null, b varchar(5)); create index i on t (a)"

    report = judge(source, engine, **case(gold=gold, check_schema=True))

    assert report.reward == reward, report.cases


@every_engine
def test_views_are_compared_by_what_they_return(engine: str, judge: Judge) -> None:
    gold = "create view v as select name from person where age >= 40"
    fields = case(gold=gold, check_schema=True)

    same = judge(
        "create view v as select name from person where id > 1", engine, **fields
    )
    other = judge("create view v as select name from person", engine, **fields)

    assert same.reward == 1.0, same.cases
    assert other.reward == 0.0


@every_engine
def test_checks_look_at_the_state(engine: str, judge: Judge) -> None:
    checks = [
        {"sql": "select name, age from person where id = 2", "rows": [["Bob", 41]]},
        {"sql": "select * from pet", "count": 1},
        {"sql": "select 1 from pet where name = 'Tom'", "exists": True},
        {"sql": "select 1 from pet where name = 'Rex'", "exists": False},
        {
            "sql": "insert into person values (1, 'Dan', 1)",
            "error": {"constraint": True},
        },
    ]
    wrong = [
        "update person set age = 41 where id = 2",
        "delete from pet where owner = 1",
        f"{GOLD} delete from pet;",
    ]

    assert judge(GOLD, engine, **case(checks=checks)).reward == 1.0
    for source in wrong:
        report = judge(source, engine, **case(checks=checks))
        assert report.reward == 0.0
        assert report.cases[0].feedback.startswith("failed_check: check ")


@every_engine
def test_a_constraint_must_refuse_an_insert(engine: str, judge: Judge) -> None:
    insert = "insert into guest values (1, -5)"
    fields = case(checks=[{"sql": insert, "error": {"constraint": True}}])
    good = "create table guest (id int, age int check (age >= 0))"
    bad = "create table guest (id int, age int)"

    assert judge(good, engine, **fields).reward == 1.0
    assert judge(bad, engine, **fields).reward == 0.0
    missing = judge("select 1", engine, **fields)  # another error does not count
    assert missing.reward == 0.0


@every_engine
def test_a_script_may_have_to_fail(engine: str, judge: Judge) -> None:
    fields = case(expect_error={"constraint": True})

    twice = judge("insert into person values (1, 'Eve', 1)", engine, **fields)
    null = judge("insert into person values (9, null, 1)", engine, **fields)
    well = judge("insert into person values (9, 'Eve', 1)", engine, **fields)
    syntax = judge("insert intoo person", engine, **fields)

    assert (twice.reward, null.reward) == (1.0, 1.0), (twice.cases, null.cases)
    assert (well.reward, syntax.reward) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("engine", "code"),
    [("postgresql", "23505"), ("mariadb", "1062"), ("sqlite", "1555")],
)
def test_errors_have_codes_of_the_engine(engine: str, code: str, judge: Judge) -> None:
    source = "insert into person values (1, 'Eve', 1)"

    assert judge(source, engine, **case(expect_error={"code": code})).reward == 1.0
    assert judge(source, engine, **case(expect_error={"code": "99"})).reward == 0.0


@every_engine
def test_a_gold_script_that_fails_is_the_tests_fault(engine: str, judge: Judge) -> None:
    report = judge(GOLD, engine, **case(gold="update nothing set x = 1"))

    assert report.verdict is Verdict.INTERNAL_ERROR
    assert report.attribution == "tests"
    assert "gold script fails" in report.cases[0].feedback


def test_functions_and_triggers_of_a_script_work(judge: Judge) -> None:
    source = """
    create function grow() returns trigger language plpgsql as $$
    begin new.age := new.age + 1; return new; end $$;
    create trigger t before insert on person for each row execute function grow();
    """
    checks = [
        {"sql": "insert into person values (7, 'Gus', 6); select 1", "count": 1},
        {"sql": "select age from person where id = 7", "rows": [[7]]},
    ]

    assert judge(source, "postgresql", **case(checks=checks)).reward == 1.0
