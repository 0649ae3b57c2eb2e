"""SQL over HTTP, on both engines: stored databases, lint, and what is refused."""

import time
from typing import Any

import httpx
import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox]

CONTENTS = {
    "setup": "create table p (id int, age int);",
    "csv": {"p": "id,age\n1,30\n2,40\n"},
}
GOLD = "select id from p where age > 35"


def asking(source: str, **case: Any) -> dict[str, Any]:
    return {
        "submission": {"language": "sqlite", "source": source},
        "test_cases": [{"kind": "sql_query", "gold": GOLD, **case}],
    }


def fields(response: httpx.Response) -> dict[str, str]:
    assert response.status_code == 422, response.text
    return {error["field"]: error["message"] for error in response.json()["errors"]}


def test_a_database_is_stored_once_and_named_often(http: httpx.Client) -> None:
    stored = http.post("/v1/databases", json=CONTENTS)
    again = http.put(f"/v1/databases/{stored.json()['id']}", json=CONTENTS)

    assert (stored.status_code, again.status_code) == (201, 200)
    assert stored.json() == again.json()
    for source, reward in ((GOLD, 1.0), ("select 1", 0.0)):
        request = asking(source, database=stored.json()["id"])
        report = http.post("/v1/verifications", json=request).json()
        assert report["reward"] == reward, report
        assert report["language"]["name"] == "sqlite"
        assert report["language"]["version"]


def test_instances_may_be_stored_ones(http: httpx.Client) -> None:
    stored = http.post("/v1/databases", json=CONTENTS).json()["id"]
    other = "create table p (id int, age int); insert into p values (9, 99)"
    request = asking("select 2", instances=[stored, {"setup": other}])

    report = http.post("/v1/verifications", json=request).json()

    assert report["cases"][0]["details"]["failed_instance"] == 1


def test_stored_cases_may_name_stored_databases(http: httpx.Client) -> None:
    stored = http.post("/v1/databases", json=CONTENTS).json()["id"]
    cases = asking(GOLD, database=stored)["test_cases"]
    kept = http.post("/v1/test_sets", json={"test_cases": cases})
    request = {
        "submission": {"language": "sqlite", "source": GOLD},
        "test_set": kept.json()["id"],
    }

    report = http.post("/v1/verifications", json=request).json()

    assert report["reward"] == 1.0, report


def test_what_is_not_stored_is_refused(http: httpx.Client) -> None:
    unknown = f"sha256:{'0' * 64}"

    found = fields(http.post("/v1/verifications", json=asking(GOLD, database=unknown)))

    assert "no stored database" in found["test_cases.0"]


@pytest.mark.parametrize(
    ("contents", "field"),
    [
        ({"csv": {"p": "a,b\n1\n"}}, "csv"),
        ({"csv": {"p": ""}}, "csv"),
        ({"setup": 1}, "setup"),
        ({"image": {"base64": "?"}}, "image"),
        ({"nonsense": 1}, "nonsense"),
    ],
)
def test_wrong_contents_are_refused(
    contents: dict[str, Any], field: str, http: httpx.Client
) -> None:
    assert field in fields(http.post("/v1/databases", json=contents))


def test_cases_are_linted_before_they_are_stored(http: httpx.Client) -> None:
    good = asking(GOLD, **CONTENTS)["test_cases"]
    empty = asking(GOLD, setup="create table p (id int, age int)")["test_cases"]

    stored = http.post("/v1/test_sets?lint=sqlite", json={"test_cases": good})
    refused = http.post(
        "/v1/test_sets?lint=sqlite", json={"test_cases": [*good, *empty]}
    )
    unknown = http.post("/v1/test_sets?lint=oracle", json={"test_cases": good})

    assert stored.status_code == 201, stored.text
    assert stored.json()["lint"]["ok"]
    assert stored.json()["lint"]["mutants"] > 0
    assert "vacuous" in fields(refused)["test_cases.1"]
    assert "mariadb" in fields(unknown)["lint"]
    without = http.post("/v1/test_sets", json={"test_cases": empty})
    assert "lint" not in without.json()


def test_engines_are_listed_with_their_versions(http: httpx.Client) -> None:
    names = ("sqlite", "duckdb", "postgresql", "mariadb")
    engines: dict[str, Any] = {}
    for _ in range(60):  # they are tried when somebody asks
        listed = http.get("/v1/languages").json()["languages"]
        engines = {it["name"]: it for it in listed}
        if all(engines[name]["version"] for name in names):
            break
        time.sleep(1)

    for name in names:
        assert engines[name]["available"], engines[name]
        assert engines[name]["version"][0].isdigit()


def test_programs_and_sql_are_told_apart(http: httpx.Client) -> None:
    case = {"kind": "stdio", "input": "", "answer": ""}
    sql = {"language": "sqlite", "source": "select 1"}
    python = {"language": "python", "source": "print(1)"}

    for submission, cases, words in (
        (sql, [case], "programming language"),
        (python, asking(GOLD)["test_cases"], "sqlite"),
    ):
        request = {"submission": submission, "test_cases": cases}
        found = fields(http.post("/v1/verifications", json=request))
        assert words in found["test_cases.0"], found
    run = http.post("/v1/runs", json={"language": "sqlite", "source": "select 1"})
    assert "sqlite" in fields(run)["language"]


def test_databases_are_made_for_a_stored_one_and_judged_on(http: httpx.Client) -> None:
    stored = http.post("/v1/databases", json=CONTENTS).json()["id"]
    case = {"kind": "sql_query", "database": stored, "gold": GOLD}
    target = {"kind": "sql", "language": "sqlite", "case": case}

    made = http.post("/v1/test_sets/generate", json={"target": target}).json()

    assert made["status"] == "generated", made
    assert made["test_cases"][0]["instances"][0]["database"] == stored
    lucky = "select id from p where age = 40"
    for source, reward in ((GOLD, 1.0), (lucky, 0.0)):
        request = {
            "submission": {"language": "sqlite", "source": source},
            "test_set": made["test_set"],
        }
        report = http.post("/v1/verifications", json=request).json()
        assert report["reward"] == reward, report


def test_generation_refuses_a_database_that_is_not_stored(http: httpx.Client) -> None:
    case = {"kind": "sql_query", "database": f"sha256:{'0' * 64}", "gold": GOLD}
    target = {"kind": "sql", "language": "sqlite", "case": case}

    response = http.post("/v1/test_sets/generate", json={"target": target})

    assert "target.case" in next(iter(fields(response)))
