# 74 Uses a database in a file, whose locks must work: accepted
import sqlite3

for mode in ("delete", "wal", "memory"):
    with sqlite3.connect(f"{mode}.db") as first:
        assert first.execute(f"pragma journal_mode={mode}").fetchone() == (mode,)
        first.execute("create table t (x)")
        first.executemany("insert into t values (?)", [(n,) for n in range(100)])
    second = sqlite3.connect(f"{mode}.db", timeout=0.01)
    assert second.execute("select sum(x) from t").fetchone() == (4950,)
    first.execute("begin immediate")
    try:
        second.execute("begin immediate")
        raise SystemExit("two writers at once")
    except sqlite3.OperationalError as error:
        assert "locked" in str(error), error
    first.rollback()
print("contained")
