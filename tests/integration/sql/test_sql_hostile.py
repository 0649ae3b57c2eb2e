"""Hostile SQL ends in a verdict within its limits, and reaches nothing outside."""

import pytest

from tests.integration.sql.conftest import Judge
from verifier.outcome import Verdict

pytestmark = pytest.mark.sandbox

SETUP = "create table t (a int); insert into t values (1);"
LIMITS = {"cpu_time_s": 2, "wall_time_s": 6}
TIGHT = {**LIMITS, "memory_bytes": 400_000_000}

SLOW = [
    ("sqlite", "select instr(hex(zeroblob(4000000)), hex(zeroblob(2000000)) || 'x')"),
    (
        "sqlite",
        (
            "with recursive c(x) as (select 1 union all select x + 1 from c) "
            "select count(*) from c"
        ),
    ),
    ("duckdb", "select count(*) from range(1000000000000) a where a.range % 3 = 5"),
    ("duckdb", "select levenshtein(repeat('a', 200000), repeat('b', 200000))"),
    ("postgresql", "set statement_timeout = 0; select pg_sleep(1000)"),
    (
        "postgresql",
        (
            "do $$ begin loop begin perform pg_sleep(1000); "
            "exception when query_canceled then null; end; end loop; end $$"
        ),
    ),
    (
        "postgresql",
        (
            "with recursive c(x) as (select 1 union all select x + 1 from c) "
            "select count(*) from c"
        ),
    ),
    ("mariadb", "set max_statement_time = 0; select sleep(1000)"),
    ("mariadb", "select benchmark(100000000000, md5('x'))"),
]

LARGE = [
    ("sqlite", "select hex(zeroblob(400000000))"),
    ("sqlite", "select length(randomblob(900000000))"),
    (
        "sqlite",
        (
            "with recursive c(x) as (select randomblob(1000000) union all "
            "select randomblob(1000000) from c limit 2000) "
            "select count(distinct x) from c"
        ),
    ),
    ("duckdb", "select len(range(500000000))"),
    ("duckdb", "select length(repeat('x', 2000000000))"),
    (
        "postgresql",
        (
            "select length(string_agg(repeat('x', 1000000), '')) "
            "from generate_series(1, 900)"
        ),
    ),
    ("postgresql", "select array_length(array_fill(1, array[100000000]), 1)"),
    ("mariadb", "select length(repeat('x', 2000000000))"),
]

FORBIDDEN = [
    ("sqlite", "attach '/etc/passwd' as x"),
    ("sqlite", "vacuum into '/tmp/x'"),
    ("sqlite", "pragma writable_schema = 1"),
    ("sqlite", "select load_extension('libc.so.6')"),
    ("sqlite", "select readfile('/etc/passwd')"),
    ("sqlite", "select fts3_tokenizer('simple')"),
    ("sqlite", "insert into t values (2)"),
    ("sqlite", "begin"),
    ("duckdb", "select * from read_csv('/etc/passwd')"),
    ("duckdb", "select * from '/etc/passwd'"),
    ("duckdb", "copy t to '/tmp/x'"),
    ("duckdb", "attach '/tmp/x.db'"),
    ("duckdb", "install httpfs"),
    ("duckdb", "load httpfs"),
    ("duckdb", "set enable_external_access = true"),
    ("duckdb", "export database '/tmp/x'"),
    ("duckdb", "pragma database_list; insert into t values (2)"),
    ("duckdb", "select read_text('/proc/self/environ')"),
    ("postgresql", "copy t to '/tmp/x'"),
    ("postgresql", "copy t to program 'id'"),
    ("postgresql", "copy t from program 'id'"),
    ("postgresql", "copy t to stdout"),
    ("postgresql", "select pg_read_file('/etc/passwd')"),
    ("postgresql", "select pg_ls_dir('/')"),
    ("postgresql", "select lo_import('/etc/passwd')"),
    ("postgresql", "load 'libc.so.6'"),
    ("postgresql", "alter system set fsync = on"),
    ("postgresql", "set role postgres"),
    ("postgresql", "set session authorization postgres"),
    ("postgresql", "create database x"),
    ("postgresql", "create extension dblink"),
    ("postgresql", "create function f() returns int language c as 'libc', 'getpid'"),
    ("postgresql", "with d as (delete from t returning a) select * from d"),
    ("postgresql", "explain analyze delete from t"),
    ("postgresql", "select a into u from t"),
    ("postgresql", "set default_transaction_read_only = off; delete from t"),
    ("postgresql", "begin read write; delete from t"),
    ("postgresql", "select pg_terminate_backend(pid) from pg_stat_activity"),
    ("mariadb", "select * from t into outfile '/tmp/x'"),
    ("mariadb", "select * from t /*!50000 into outfile '/tmp/x' */"),
    ("mariadb", "load data infile '/etc/passwd' into table t"),
    ("mariadb", "load data local infile '/etc/passwd' into table t"),
    ("mariadb", "create function f returns integer soname 'x.so'"),
    ("mariadb", "install soname 'ha_federatedx'"),
    ("mariadb", "set global general_log = 1"),
    ("mariadb", "create user x"),
    ("mariadb", "create database x"),
    ("mariadb", "create temporary table u (a int)"),
    ("mariadb", "replace into t values (2)"),
    ("mariadb", "select * from mysql.global_priv"),
    ("mariadb", "shutdown"),
    ("mariadb", "do release_lock('x'); delete from t"),
]


def name_of(pair: tuple[str, str]) -> str:
    return f"{pair[0]}: {pair[1][:60]}"


@pytest.mark.parametrize(("engine", "source"), SLOW, ids=map(name_of, SLOW))
def test_slow_sql_is_stopped_from_outside(
    engine: str, source: str, judge: Judge
) -> None:
    report = judge(
        source, engine, setup=SETUP, gold="select a from t", request_limits=LIMITS
    )

    assert report.verdict in {
        Verdict.TIME_LIMIT_EXCEEDED,
        Verdict.MEMORY_LIMIT_EXCEEDED,
        Verdict.RUNTIME_ERROR,  # a limit of the engine's own came first
    }, report.cases
    assert report.reward == 0.0
    assert report.cases[0].cpu_time_s < 5
    assert report.cases[0].wall_time_s < 70


@pytest.mark.parametrize(("engine", "source"), LARGE, ids=map(name_of, LARGE))
def test_large_sql_stays_within_its_memory(
    engine: str, source: str, judge: Judge
) -> None:
    report = judge(
        source,
        engine,
        setup=SETUP,
        gold="select a from t",
        request_limits={**TIGHT, "cpu_time_s": 8, "wall_time_s": 30},
    )

    assert report.reward == 0.0
    assert report.attribution == "candidate"
    assert (report.cases[0].peak_memory_bytes or 0) <= 400_000_000


@pytest.mark.parametrize(("engine", "source"), FORBIDDEN, ids=map(name_of, FORBIDDEN))
def test_forbidden_sql_is_refused(engine: str, source: str, judge: Judge) -> None:
    report = judge(
        source, engine, setup=SETUP, gold="select a from t", request_limits=LIMITS
    )

    assert report.verdict is Verdict.RUNTIME_ERROR, report.cases
    assert report.reward == 0.0
    assert report.attribution == "candidate"


@pytest.mark.parametrize(
    ("engine", "source"),
    [
        ("sqlite", "select 1; attach ':memory:' as x"),
        ("duckdb", "set lock_configuration = false"),
        ("postgresql", "alter role judge superuser"),
        ("postgresql", "copy t to program 'id'"),
        ("mariadb", "grant all on *.* to judge@localhost"),
        ("mariadb", "set global max_connections = 1"),
    ],
)
def test_scripts_own_their_database_and_no_more(
    engine: str, source: str, judge: Judge
) -> None:
    report = judge(source, engine, kind="sql_script", setup=SETUP, gold="delete from t")

    assert report.verdict is Verdict.RUNTIME_ERROR, report.cases


@pytest.mark.parametrize(
    ("engine", "source"),
    [
        ("postgresql", "alter database judge set search_path = nowhere"),
        (
            "postgresql",
            (
                "create function public.count(int) returns int language sql "
                "as 'select 0'; alter role judge set search_path = nowhere"
            ),
        ),
        ("postgresql", "alter database judge set statement_timeout = 1"),
        ("postgresql", "alter role judge in database judge set row_security = off"),
        ("postgresql", "alter database judge set default_transaction_read_only = on"),
        ("postgresql", "alter database judge connection limit 0"),
        ("postgresql", "alter database judge allow_connections false"),
        (
            "postgresql",
            "alter table t enable row level security; create policy p on t using (1=0)",
        ),
        ("postgresql", "create table pg_temp.t (a int)"),
        ("sqlite", "create temp table t (a int)"),
        ("mariadb", "create temporary table t (a int)"),
        ("duckdb", "create temp table t (a int)"),
    ],
)
def test_tricks_of_a_script_do_not_reach_the_dump(
    engine: str, source: str, judge: Judge
) -> None:
    fields = {"kind": "sql_script", "setup": SETUP, "gold": "delete from t"}

    report = judge(source, engine, **fields)

    assert report.reward == 0.0, report.cases
    assert report.attribution == "candidate"
    assert judge("delete from t", engine, **fields).reward == 1.0


@pytest.mark.parametrize(
    ("engine", "source"),
    [
        ("sqlite", "select a from t where a = 1; -- \x00"),
        ("postgresql", "select 'a\x00b'"),
        ("duckdb", "select 'a\x00b'"),
        ("sqlite", "select cast(x'ff41' as text)"),
        ("mariadb", "select _latin1 x'ff41'"),
        ("sqlite", "select " + "(" * 3000 + "1" + ")" * 3000),
        ("postgresql", "select " + "(" * 30000 + "1" + ")" * 30000),
        ("mariadb", "select " + "(" * 30000 + "1" + ")" * 30000),
        ("duckdb", "select " + "(" * 30000 + "1" + ")" * 30000),
        ("sqlite", "select 1" + " " * 200_000),
    ],
)
def test_odd_text_ends_in_a_verdict(engine: str, source: str, judge: Judge) -> None:
    report = judge(source, engine, setup=SETUP, gold="select 'other'")

    assert report.attribution == "candidate", report.cases
    assert report.reward == 0.0


def test_functions_of_a_script_are_nobody_s_superuser(judge: Judge) -> None:
    source = """
    create function f() returns text language plpgsql as $$
    begin return pg_read_file('/etc/passwd'); end $$;
    create view v as select f() as x;
    """
    fields = {
        "kind": "sql_script",
        "setup": SETUP,
        "checks": [{"sql": "select x from v", "exists": True}],
    }

    report = judge(source, "postgresql", **fields)

    assert "permission denied" in report.cases[0].feedback
    assert report.reward == 0.0


@pytest.mark.parametrize("engine", ["postgresql", "mariadb", "sqlite", "duckdb"])
def test_a_view_that_never_ends_is_the_script_s_own_fault(
    engine: str, judge: Judge
) -> None:
    ten = " union all ".join(f"select {digit} as i" for digit in range(10))
    names = ", ".join(f"d d{number}" for number in range(12))
    source = (
        f"create view d as {ten}; "
        f"create view v as select count(*) as c from {names} where d0.i < d9.i"
    )
    gold = "create view d as select 1 as i; create view v as select 1 as c"
    fields = {"kind": "sql_script", "setup": SETUP, "gold": gold, "check_schema": True}

    report = judge(source, engine, **fields, request_limits=LIMITS)

    assert report.attribution == "candidate", report.cases
    assert report.reward == 0.0
