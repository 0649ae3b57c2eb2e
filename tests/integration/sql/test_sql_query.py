"""`sql_query` on every engine: right queries pass, wrong ones do not."""

import base64
import contextlib
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from sandboxes import Sandbox, known_databases
from tests.integration.sql.conftest import Judge
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.outcome import Verdict

pytestmark = pytest.mark.sandbox

TIES = json.loads(
    (Path(__file__).parents[2] / "data/sql" / "order_tie_cases.json").read_text()
)
ENGINES = known_databases().names
SETUP = TIES["setup"].replace(" text", " varchar(20)")
GOLD = "select n, s from e order by s desc"

every_engine = pytest.mark.parametrize("engine", ENGINES)


@every_engine
def test_gold_passes_as_its_own_candidate(engine: str, judge: Judge) -> None:
    report = judge(GOLD, engine, setup=SETUP, gold=GOLD)

    assert report.verdict is Verdict.ACCEPTED, report.cases
    assert report.reward == 1.0
    details = report.cases[0].details or {}
    assert details["engine"].startswith(f"{engine} ")
    assert any(character.isdigit() for character in details["engine"])


def literal(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)


@every_engine
@pytest.mark.parametrize(
    "case", TIES["cases"], ids=lambda case: str((case["gold"], case["expect"]))
)
def test_tied_rows_may_come_in_any_order(
    engine: str, case: dict[str, Any], judge: Judge
) -> None:
    rows = [
        f"select {number} as place, {', '.join(map(literal, row))}"
        for number, row in enumerate(case["pred_rows"])
    ]
    width = len(case["pred_rows"][0])
    names = ", ".join(f"c{index}" for index in range(width))
    listed = " union all ".join(rows)
    source = (
        f"with r(place, {names}) as ({listed}) select {names} from r order by place"
    )

    report = judge(source, engine, setup=SETUP, gold=case["gold"])

    expected = Verdict.ACCEPTED if case["expect"] else Verdict.WRONG_ANSWER
    assert report.verdict is expected, report.cases


@every_engine
@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("select s, n from e order by s desc", Verdict.ACCEPTED),
        ("select n, s from e", Verdict.WRONG_ANSWER),
        ("select n, s from e order by s desc limit 4", Verdict.WRONG_ANSWER),
        ("select n, s, d from e order by s desc", Verdict.WRONG_ANSWER),
        ("select nope from e", Verdict.RUNTIME_ERROR),
        ("this is no sql", Verdict.RUNTIME_ERROR),
    ],
)
def test_verdicts(engine: str, source: str, verdict: Verdict, judge: Judge) -> None:
    report = judge(source, engine, setup=SETUP, gold=GOLD)

    assert report.verdict is verdict, report.cases
    assert report.attribution == "candidate"
    assert report.reward == (1.0 if verdict is Verdict.ACCEPTED else 0.0)


@every_engine
@pytest.mark.parametrize("source", ["", "-- nothing", ";"])
def test_no_statement_is_no_answer(engine: str, source: str, judge: Judge) -> None:
    report = judge(source, engine, setup=SETUP, gold=GOLD)

    assert report.verdict in {Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR}
    assert report.reward == 0.0


@every_engine
@pytest.mark.parametrize(
    ("case", "words"),
    [
        ({"setup": SETUP, "gold": "select nope"}, "gold query fails"),
        ({"setup": "create nonsense", "gold": GOLD}, "setup fails"),
        ({"setup": SETUP, "gold": "select n from e where 1 = 0"}, "vacuous"),
    ],
)
def test_failures_of_the_tests_have_no_reward(
    engine: str, case: dict[str, Any], words: str, judge: Judge
) -> None:
    report = judge(GOLD, engine, **case)

    assert report.verdict is Verdict.INTERNAL_ERROR
    assert report.attribution == "tests"
    assert report.reward is None
    assert words in report.cases[0].feedback


@every_engine
def test_trace_shows_both_sides_and_the_reason(engine: str, judge: Judge) -> None:
    report = judge(
        "select n, s + 1 from e order by s desc", engine, setup=SETUP, gold=GOLD
    )

    case = report.cases[0]
    assert case.feedback.startswith("wrong_rows: missing: ('Max', 9)")
    assert "('Max', 10)" in case.feedback
    assert b"('Max', 9)" in (case.answer or b"")
    assert b"('Max', 10)" in (case.output or b"")
    assert case.input == SETUP.encode()
    assert case.details is not None
    assert case.details["reason"] == "wrong_rows"
    assert case.details["executed"]


@every_engine
def test_rows_may_be_given_in_place_of_gold(engine: str, judge: Judge) -> None:
    given = {"setup": SETUP, "rows": [["IT", 4], ["HR", 1]]}
    source = "select d, count(*) from e group by d"

    assert judge(source, engine, **given).reward == 1.0
    assert judge(f"{source} having count(*) > 1", engine, **given).reward == 0.0
    nothing = {"setup": SETUP, "rows": [], "column_names": ["n"]}
    assert judge("select n from e where s > 99", engine, **nothing).reward == 1.0


@every_engine
def test_any_of_several_golds_will_do(engine: str, judge: Judge) -> None:
    golds = ["select n from e where d = 'HR'", "select n, s from e where d = 'HR'"]

    for source in golds:
        assert judge(source, engine, setup=SETUP, gold=golds).reward == 1.0
    other = "select s from e where d = 'HR'"
    assert judge(other, engine, setup=SETUP, gold=golds).reward == 0.0


@every_engine
def test_every_instance_must_be_passed(engine: str, judge: Judge) -> None:
    empty = "create table e (n varchar(20), d varchar(20), s int);"
    more = f"{SETUP} insert into e values ('Zoe', 'HR', 1);"
    case = {"instances": [SETUP, empty, {"setup": more}], "gold": "select n from e"}

    good = judge("select n from e", engine, **case)
    coincidence = judge("select n from e where s > 1", engine, **case)

    assert good.reward == 1.0
    assert coincidence.reward == 0.0
    details = coincidence.cases[0].details or {}
    assert (details["failed_instance"], details["instances_passed"]) == (2, 2)
    assert coincidence.cases[0].feedback.startswith("instance 2: ")


@every_engine
def test_csv_is_loaded_into_tables(engine: str, judge: Judge) -> None:
    case = {
        "setup": "create table named (id int, name varchar(20));",
        "csv": {
            "named": "id,name\n1,O'Neil\n2,\n",
            "made": 'n,x,t\n1,1.5,"a\\b"\n2,,"c,""d"""\n',
        },
        "gold": "select id, name, x, t from named join made on made.n = named.id",
    }
    source = "select id, name, x, t from made join named on named.id = made.n"

    report = judge(source, engine, **case)

    assert report.reward == 1.0, report.cases
    shown = (report.cases[0].output or b"").decode()
    assert '(1, "O\'Neil", 1.5, ' in shown
    assert "(2, NULL, NULL, 'c,\"d\"')" in shown


@every_engine
def test_clock_and_random_are_pinned(engine: str, judge: Judge) -> None:
    source = "select current_timestamp, current_date"
    case = {"setup": SETUP, "clock": "2031-05-06T07:08:09Z"}
    rows = [["2031-05-06 07:08:09", "2031-05-06"]]

    report = judge(source, engine, **case, rows=rows)

    assert report.reward == 1.0, report.cases
    random = {
        "mariadb": "select rand()",
    }.get(engine, "select random()")
    assert judge(random, engine, setup=SETUP, gold=random).reward == 1.0


@every_engine
def test_values_of_many_types(engine: str, judge: Judge) -> None:
    source = (
        "select 1, 2.5, 'é', null, cast('2020-01-02' as date), "
        "cast(1.10 as decimal(10, 2)), 9007199254740993"
    )
    rows: list[list[Any]] = [[1, 2.5, "é", None, "2020-01-02", 1.1, 9007199254740993]]
    if engine == "sqlite":
        rows[0][4] = 2020  # what its cast makes of a text
    if engine == "mariadb":
        source = source.replace("'é'", "_utf8mb4'é'")

    report = judge(source, engine, setup=SETUP, rows=rows)

    assert report.reward == 1.0, report.cases


@every_engine
@pytest.mark.parametrize("count", [1000, 1001])
def test_more_rows_than_allowed_is_a_verdict(
    engine: str, count: int, judge: Judge
) -> None:
    ten = " union all ".join(f"select {digit} as i" for digit in range(10))
    source = (
        f"with t as ({ten}) select 1 from t a, t b, t c "
        "union all select 1 from t where i < " + str(count - 1000)
    )

    report = judge(source, engine, setup=SETUP, gold=source, row_limit=1000)

    expected = Verdict.ACCEPTED if count == 1000 else Verdict.OUTPUT_LIMIT_EXCEEDED
    assert report.verdict is expected, report.cases


@every_engine
def test_statement_chooses_the_result(engine: str, judge: Judge) -> None:
    source = "select 1; select 2"

    assert judge(source, engine, setup=SETUP, rows=[[2]]).reward == 1.0
    assert judge(source, engine, setup=SETUP, rows=[[1]]).reward == 0.0
    assert judge(source, engine, setup=SETUP, rows=[[1]], statement=0).reward == 1.0
    assert judge(source, engine, setup=SETUP, rows=[[1]], statement=5).reward == 0.0


@pytest.mark.parametrize("engine", ["postgresql", "mariadb"])
def test_limits_too_low_for_the_engine_are_the_tests_fault(
    engine: str, judge: Judge
) -> None:
    limits = {"memory_bytes": 8 * 2**20}

    report = judge(GOLD, engine, setup=SETUP, gold=GOLD, request_limits=limits)

    assert report.verdict is Verdict.INTERNAL_ERROR, report.cases
    assert report.reward is None


@every_engine
def test_graded_reward_wants_a_table_of_gold(engine: str, judge: Judge) -> None:
    case = {"setup": SETUP, "gold": GOLD, "reward": "graded"}

    assert judge("select n from e", engine, **case).reward == 0.1
    assert judge("select 1", engine, **case).reward == 0.0
    assert judge(GOLD, engine, **case).reward == 1.0


def test_efficiency_is_counted_and_not_timed(judge: Judge) -> None:
    wasteful = f"select * from ({GOLD}) where (select count(*) from e a, e b, e c) > 0"
    case = {"setup": SETUP, "gold": GOLD, "reward": "efficiency"}

    rewards = [judge(GOLD, **case).reward for _ in range(2)]

    assert rewards == [0.8, 0.8]
    assert judge(wasteful, **case, compare={"order": "ignore"}).reward == 0.2


def test_a_completion_may_be_a_fenced_block_of_sql(sandbox: Sandbox) -> None:
    request = {
        "submission": {
            "language": "sqlite",
            "completion": f"Here:\n```sql\n{GOLD}\n```\n",
        },
        "test_cases": [{"kind": "sql_query", "setup": SETUP, "gold": GOLD}],
        "null_check": True,
    }

    report = verify(VerificationRequest.model_validate(request), sandbox)

    assert report.reward == 1.0
    assert report.null_passes is False


def test_an_image_of_sqlite_is_taken_as_it_is(tmp_path: Path, judge: Judge) -> None:
    path = tmp_path / "x.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.executescript("create table t (a text); insert into t values ('é');")
        connection.execute("insert into t values (cast(x'ff41' as text))")
        connection.commit()
        connection.execute("pragma wal_checkpoint(truncate)")
    image = {"base64": base64.b64encode(path.read_bytes()).decode()}

    report = judge("select a from t", image=image, gold="select a from t")
    broken = judge("select 1", image="no database", gold="select a from t")

    assert report.reward == 1.0, report.cases
    assert broken.reward is None


@every_engine
def test_more_cells_than_can_be_borne_is_a_verdict(engine: str, judge: Judge) -> None:
    ten = " union all ".join(f"select {digit} as i" for digit in range(10))
    columns = ", ".join(["null"] * 300)
    source = f"with t as ({ten}) select {columns} from t a, t b, t c, t d where a.i < 8"

    report = judge(source, engine, setup=SETUP, gold=GOLD)

    assert report.verdict is Verdict.OUTPUT_LIMIT_EXCEEDED, report.cases
