"""Databases made up for a case: right queries pass on them, lucky ones do not."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from sandboxes import Sandbox, known_databases
from tests.integration.sql.conftest import require
from verifier.cli import app
from verifier.generation.context import GenerationContext
from verifier.generation.generate import generate
from verifier.generation.messages import GenerationRequest
from verifier.judge import JudgingCanceledError, verify
from verifier.lint import LintRequest, lint
from verifier.messages import VerificationRequest
from verifier.outcome import Verdict
from verifier.reports import VerificationReport

pytestmark = pytest.mark.sandbox

ENGINES = known_databases().names
SETUP = """
CREATE TABLE singer (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL,
                     country VARCHAR(20), age INT);
CREATE TABLE concert (id INT PRIMARY KEY, singer_id INT, held DATE,
                      FOREIGN KEY (singer_id) REFERENCES singer (id));
INSERT INTO singer VALUES (1, 'Ann', 'France', 30), (2, 'Bob', 'Spain', 40),
                          (3, 'Cid', 'France', 25), (4, 'Dan', 'Italy', NULL);
INSERT INTO concert VALUES (1, 1, '2024-01-05'), (2, 1, '2024-02-05'),
                           (3, 2, '2024-03-05'), (4, 3, '2024-04-05');
"""
GOLD = (
    "SELECT s.name, COUNT(*) FROM singer s JOIN concert c ON c.singer_id = s.id "
    "WHERE s.age >= 30 GROUP BY s.id, s.name HAVING COUNT(*) > 1"
)
SAME = (
    "SELECT name, n FROM singer JOIN (SELECT singer_id, COUNT(id) AS n FROM concert "
    "GROUP BY singer_id) AS held ON singer_id = singer.id WHERE n >= 2 AND age > 29"
)
LUCKY = (
    "SELECT s.name, COUNT(*) FROM singer s JOIN concert c ON c.singer_id = s.id "
    "GROUP BY s.id, s.name HAVING COUNT(*) > 1"
)


def request(engine: str = "sqlite", **fields: Any) -> GenerationRequest:
    case = {"kind": "sql_query", "setup": SETUP, "gold": GOLD} | fields.pop("case", {})
    target = {"kind": "sql", "language": engine, "case": case}
    target |= fields.pop("target", {})
    return GenerationRequest.model_validate({"target": target, **fields})


def judged(
    engine: str, source: str, cases: list[dict[str, Any]], sandbox: Sandbox
) -> VerificationReport:
    asked = {
        "submission": {"language": engine, "source": source},
        "test_cases": cases,
        "trace": "all",
    }
    return verify(VerificationRequest.model_validate(asked), sandbox)


@pytest.mark.parametrize("engine", ENGINES)
def test_right_queries_pass_and_lucky_ones_do_not(
    engine: str, sandbox: Sandbox, pytestconfig: pytest.Config
) -> None:
    require(engine, sandbox, pytestconfig)
    made = generate(request(engine), sandbox)

    assert made.status == "generated", made.feedback
    assert made.cases == 1
    assert made.certificate is not None
    assert made.certificate.strategies == {"given": 1, "generated": 8}
    assert made.certificate.strength.trivial_passes == []
    for right in (GOLD, SAME):
        report = judged(engine, right, made.test_cases, sandbox)
        assert report.verdict is Verdict.ACCEPTED, report.cases
    lucky = judged(engine, LUCKY, made.test_cases, sandbox)
    assert lucky.reward == 0.0
    details = lucky.cases[0].details or {}
    assert details["failed_instance"] > 0
    assert details["failed_generated"]
    assert b"INSERT INTO" in (lucky.cases[0].input or b"")


CHECKED = """
CREATE TABLE member (id INT PRIMARY KEY, grade VARCHAR(9) CHECK (grade IN ('a', 'b')),
                     age INT, since INT, CHECK (age >= 18 AND since <= age));
INSERT INTO member VALUES (1, 'a', 18, 3), (2, 'b', 30, 30), (3, 'a', 41, 1);
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_keep_to_checks(
    engine: str, sandbox: Sandbox, pytestconfig: pytest.Config
) -> None:
    require(engine, sandbox, pytestconfig)
    gold = "SELECT id FROM member WHERE age > 17 AND since < 40 AND grade <> 'c'"
    made = generate(request(engine, case={"setup": CHECKED, "gold": gold}), sandbox)

    assert made.status == "generated", made.feedback
    assert made.certificate is not None
    assert not [it for it in made.certificate.dropped if "refuse" in it]
    rules = " ".join(made.certificate.preconditions).replace("`", "")
    assert "age >= 18" in rules
    assert "since <= age" in rules


def test_lucky_query_passes_where_nothing_was_generated(sandbox: Sandbox) -> None:
    given = [{"kind": "sql_query", "setup": SETUP, "gold": GOLD}]

    assert judged("sqlite", LUCKY, given, sandbox).reward == 1.0


def test_same_request_makes_the_same_bytes(sandbox: Sandbox) -> None:
    first, second = (generate(request(seed=5), sandbox) for _ in range(2))
    other = generate(request(seed=6), sandbox)

    assert first.test_set == second.test_set
    assert first.certificate == second.certificate
    assert other.test_set != first.test_set


def test_generated_databases_kill_what_the_given_one_does_not(
    sandbox: Sandbox,
) -> None:
    made = generate(request(), sandbox)
    given = [{"kind": "sql_query", "setup": SETUP, "gold": GOLD}]
    before, after = (
        lint(
            LintRequest.model_validate({"language": "sqlite", "test_cases": cases}),
            sandbox,
        )
        for cases in (given, made.test_cases)
    )

    assert after.ok, after.findings
    assert before.killed < after.killed
    assert made.certificate is not None
    for survivor in made.certificate.strength.mutants.survivors:
        assert judged("sqlite", survivor, made.test_cases, sandbox).reward == 1.0


def test_fewest_keeps_only_those_that_kill(sandbox: Sandbox) -> None:
    made = generate(request(reduction="fewest"), sandbox)

    assert made.certificate is not None
    assert 1 <= made.certificate.strategies["generated"] < 8


def test_neighbours_may_lend_their_constants(sandbox: Sandbox) -> None:
    lent = "SELECT 1 FROM singer WHERE country = 'Atlantis'"
    made = generate(request(target={"queries": [lent]}), sandbox)

    assert "Atlantis" in str(made.test_cases)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ({"setup": "CREATE TABLE"}, "setup fails"),
        ({"gold": "SELECT nothing FROM nowhere"}, "gold query gold fails"),
        ({"database": f"sha256:{'0' * 64}", "setup": ""}, "no test set"),
    ],
)
def test_faults_of_the_tests_are_refused(
    case: dict[str, Any], words: str, sandbox: Sandbox
) -> None:
    made = generate(request(case=case), sandbox)

    assert (made.status, made.attribution) == ("refused", "tests")
    assert words in made.feedback


def test_rows_that_the_engine_refuses_are_counted(sandbox: Sandbox) -> None:
    odd = "CREATE TABLE t (a INT CHECK (a & 7 = 0)); INSERT INTO t VALUES (8), (80)"
    made = generate(
        request(case={"setup": odd, "gold": "SELECT a FROM t"}, budget={"inputs": 5}),
        sandbox,
    )

    assert made.certificate is not None
    assert made.certificate.dropped["its rows are refused"] > 0
    assert any("CHECK" in note for note in made.certificate.notes)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"case": {"gold": None, "rows": [[1]]}}, "case.gold"),
        ({"engine": "python"}, "work with duckdb, mariadb, postgresql, sqlite"),
        ({"references": [{"language": "python", "source": "1"}]}, "references: not"),
        ({"target": {"instances": 0}}, "instances"),
        ({"target": {"mode": "wild"}}, "'constrained' or 'adversarial'"),
    ],
)
def test_bad_requests_name_the_field(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        request(**fields)


@pytest.mark.parametrize(
    "instances",
    [
        [{"setup": "SELECT 1", "variant_of": 0}],
        [{"setup": ""}, {"variant_of": 0}, {"variant_of": 1}],
    ],
)
def test_variants_are_of_earlier_instances(instances: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError, match="an earlier instance"):
        request(case={"setup": "", "instances": instances})


def test_cancel_ends_it(sandbox: Sandbox) -> None:
    context = GenerationContext(is_canceled=lambda: True)

    with pytest.raises(JudgingCanceledError):
        generate(request(), sandbox, context)


def test_example_of_the_documentation_works_from_the_command_line() -> None:
    example = Path(__file__).parents[3] / "docs/examples/generate_sql.json"

    done = CliRunner().invoke(app, ["generate", str(example)])

    assert done.exit_code == 0, done.output
    assert "mutants killed" in done.output
