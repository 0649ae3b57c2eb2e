"""Real questions and their accepted answers: every one is accepted here, too."""

from typing import Any

import pytest

from sandboxes import Sandbox
from tests.integration.sql.conftest import Judge
from tests.integration.sql.corpora import (
    CLOCK,
    Question,
    chinook_image,
    chinook_script,
    defog_questions,
    defog_setup,
    leetcode_tasks,
    ported,
)
from verifier.outcome import Verdict

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

FILES = (
    "questions_gen_postgres",
    "instruct_basic_postgres",
    "instruct_advanced_postgres",
)
QUESTIONS = [
    pytest.param(question, id=f"{name}-{question.name}")
    for name in FILES
    for question in defog_questions(name)
]
ALIAS = "not supported (reference to group function)"
OWN_DATABASE = "denied to user"
# MySQL takes aliases of aggregates in expressions of ORDER BY, MariaDB does not; the
# last four name a database of their own, where a run has but one.
NO_MARIADB = {
    **dict.fromkeys(("academic-1", "academic-6", "academic-16"), ALIAS),
    **dict.fromkeys(("geography-27", "geography-28", "geography-29"), ALIAS),
    "restaurants-69": ALIAS,
    **dict.fromkeys(("geography-35", "yelp-75", "yelp-89"), OWN_DATABASE),
    "broker-108": OWN_DATABASE,
}
OTHERS = [
    pytest.param(engine, question, id=f"{engine}-{question.name}")
    for engine, name in (
        ("mariadb", "questions_gen_mysql"),
        ("sqlite", "questions_gen_sqlite"),
    )
    for question in defog_questions(name)
]
NOT_MARIADB = {"second-highest-salary": "ANY_VALUE is MySQL's alone"}
TASKS = leetcode_tasks()

CHINOOK = """
SELECT a.{name}, COUNT(*) FROM {artist} a
JOIN {album} b ON b.{artist_id} = a.{artist_id}
JOIN {track} t ON t.{album_id} = b.{album_id}
GROUP BY a.{artist_id}, a.{name} ORDER BY COUNT(*) DESC LIMIT 5
"""


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_variant_of_a_question_is_accepted(
    question: Question, judge: Judge
) -> None:
    for gold in question.golds:
        report = judge(
            gold,
            "postgresql",
            setup=defog_setup(question.database),
            gold=list(question.golds),
            vacuous="allow",
            clock=CLOCK,
            request_limits={"wall_time_s": 60},
        )

        assert report.verdict is Verdict.ACCEPTED, (gold, report.cases)


@pytest.mark.parametrize(("engine", "question"), OTHERS)
def test_every_variant_for_other_engines_is_accepted(
    engine: str, question: Question, judge: Judge, sandbox: Sandbox
) -> None:
    lacking = NO_MARIADB.get(question.name) if engine == "mariadb" else None
    golds = list(question.golds)
    fields: dict[str, Any] = {
        "setup": ported(question.database, engine, sandbox),
        "vacuous": "allow",
        "clock": CLOCK,
        "request_limits": {"wall_time_s": 60},
    }
    failed = []
    for gold in golds:
        report = judge(gold, engine, **fields, gold=[gold] if lacking else golds)
        if report.verdict is not Verdict.ACCEPTED:
            failed.append(report.cases[0].feedback)

    if lacking:
        assert failed
        assert all(lacking in feedback for feedback in failed)
    else:
        assert not failed


@pytest.mark.parametrize("task", TASKS, ids=lambda task: str(task["slug"]))
def test_leetcode_tasks_pass_natively_on_mariadb(
    task: dict[str, Any], judge: Judge
) -> None:
    for solution in task["solutions_mysql"]:
        report = judge(
            solution,
            "mariadb",
            setup=task["schema_mysql"],
            gold=task["solutions_mysql"],
            request_limits={"wall_time_s": 60},
        )

        if task["slug"] in NOT_MARIADB:
            assert report.attribution == "tests"
            assert "ANY_VALUE" in report.cases[0].feedback
        else:
            assert report.verdict is Verdict.ACCEPTED, (solution, report.cases)


def in_case(template: str, *, snake: bool) -> str:
    """Fill in Chinook's names, which differ from engine to engine."""
    names = ("Name", "Artist", "Album", "Track", "Artist_Id", "Album_Id")
    return template.format(
        **{
            name.lower(): name.lower() if snake else name.replace("_", "")
            for name in names
        }
    )


@pytest.mark.parametrize("engine", ["sqlite", "postgresql", "mariadb"])
def test_chinook(engine: str, judge: Judge) -> None:
    contents: dict[str, Any] = {"image": chinook_image()}
    if engine != "sqlite":
        name = "Chinook_PostgreSql" if engine == "postgresql" else "Chinook_MySql"
        contents = {"setup": chinook_script(name)}
    query = in_case(CHINOOK, snake=engine == "postgresql")
    rows = [
        ["Iron Maiden", 213],
        ["U2", 135],
        ["Led Zeppelin", 114],
        ["Metallica", 112],
    ]

    accepted = judge(query, engine, **contents, gold=query)
    four = query.replace("LIMIT 5", "LIMIT 4")
    given = judge(four, engine, **contents, rows=rows)
    wrong = judge(query.replace("DESC", "ASC"), engine, **contents, gold=query)

    assert accepted.reward == 1.0, accepted.cases
    assert given.reward == 1.0, given.cases
    assert wrong.reward == 0.0
