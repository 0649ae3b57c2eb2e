"""Builds with precompiled headers come to the same end as without."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sandboxes import (
    Command,
    Language,
    Limits,
    RunResult,
    Sandbox,
    SandboxOptions,
    known_languages,
)
from verifier.building import Build, Source, build

pytestmark = pytest.mark.sandbox

HEAD = "#include <bits/stdc++.h>\nusing namespace std;\n"
SORTED = HEAD + "int main() { vector<int> v{2, 1}; sort(v.begin(), v.end()); }"

UNWINDING = (
    HEAD
    + r"""
struct Guard { const char *name; ~Guard() { puts(name); } };
void *end_early(void *) { Guard guard{"ended"}; pthread_exit((void *)7); }
void *wait_for_it(void *) {
  Guard guard{"cancelled"};
  for (;;) pthread_testcancel();
}
thread_local string own = "own";
int main() {
  pthread_t thread;
  void *result;
  pthread_create(&thread, nullptr, end_early, nullptr);
  pthread_join(thread, &result);
  cout << (long)result << endl;
  pthread_create(&thread, nullptr, wait_for_it, nullptr);
  pthread_cancel(thread);
  pthread_join(thread, &result);
  cout << (result == PTHREAD_CANCELED) << endl;
  auto later = async(launch::async, [] { throw 5; return 1; });
  try { later.get(); } catch (int error) { cout << error << endl; }
  mutex lock;
  condition_variable change;
  bool is_done = false;
  std::thread other([&] { lock_guard l(lock); is_done = true; change.notify_all(); });
  { unique_lock l(lock); change.wait(l, [&] { return is_done; }); }
  other.join();
  once_flag once;
  call_once(once, [] { cout << own << regex_match("abc", regex("[a-c]+")) << endl; });
  try { locale("none"); } catch (exception &error) { cout << error.what() << endl; }
  try { vector<char> much(size_t(1) << 62); } catch (bad_alloc &) { cout << "no\n"; }
  cout << typeid(own).name() << put_money(5) << setprecision(17) << 0.1L << endl;
  wcout << L"wide" << endl;
  cerr << filesystem::exists("/none") << random_device()() % 1 << endl;
  throw runtime_error("uncaught");
}
"""
)


@pytest.fixture(scope="module")
def cpp() -> Language:
    """C++ whose headers are precompiled for the first program that wants them."""
    row = known_languages().get("cpp")
    return replace(row, ahead=tuple(replace(it, worth=1) for it in row.ahead))


@pytest.fixture(scope="module")
def builder(
    backend: type[Sandbox],
    sandbox_options: SandboxOptions,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Sandbox]:
    own = backend(replace(sandbox_options, cache=tmp_path_factory.mktemp("cache")))
    yield own
    own.close()


def made(builder: Sandbox) -> list[Path]:
    assert builder.made_ahead is not None
    return [path for path in builder.made_ahead.folder.iterdir() if path.is_dir()]


def compiled(builder: Sandbox, cpp: Language, text: str) -> Build:
    return build(builder, cpp, Source(text=text), cpp.build_limits)


def test_headers_are_made_once_and_used(builder: Sandbox, cpp: Language) -> None:
    plain = compiled(builder, replace(cpp, ahead=()), SORTED)
    compiled(builder, cpp, SORTED)
    before = made(builder)
    quick = compiled(builder, cpp, SORTED)

    assert made(builder) == before
    assert any((path / "bits/stdc++.h.gch").exists() for path in before)
    assert plain.run is not None
    assert quick.run is not None
    assert quick.complaint is None
    assert quick.run.cpu_time_s < plain.run.cpu_time_s


@pytest.mark.parametrize(
    "text",
    [
        SORTED,
        "// a comment\n\n/* more */ " + SORTED,
        HEAD + 'int main() { regex r("a"); return !regex_match("a", r); }',
        HEAD + "mutex m; int main() { lock_guard<mutex> l(m); }",
        HEAD + "int main() { complex<double> c(1, 2); return c.real() != 1; }",
        HEAD + "int main() { auto c = 2i; return c.imag() != 2; }",
        "#define N 3\n" + HEAD + "int main() { return N - 3; }",
        "#define _GLIBCXX_DEBUG\n" + SORTED,
        '#pragma GCC optimize("O3")\n' + SORTED,
        "#include <bits/stdc++.h>\n#include <future>\nint main() {}",
        "#include <iostream>\nint main() {}",
    ],
)
def test_what_compiles_without_compiles_with(
    builder: Sandbox, cpp: Language, text: str
) -> None:
    assert compiled(builder, cpp, text).complaint is None


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "struct any {}; any x; int main() {}",
        HEAD + "int visit; int main() { return visit; }",
        HEAD + "mutex slice; int real; int main() { return real; }",
        HEAD + "int main() { sotr(); }",
        "#define int long\n#include <bits/stdc++.h>\nint main() { int x = {1.5}; }",
        "#include <iostream>\nint main() { std::map<int, int> m; }",
        "int main() {",
    ],
)
def test_what_does_not_compile_without_does_not_compile_with(
    builder: Sandbox, cpp: Language, text: str
) -> None:
    plain = compiled(builder, replace(cpp, ahead=()), text)
    quick = compiled(builder, cpp, text)

    assert plain.run is not None
    assert quick.run is not None
    assert (quick.complaint, quick.run.stderr) == (plain.complaint, plain.run.stderr)
    assert plain.complaint is not None


def test_names_left_out_are_known(builder: Sandbox, cpp: Language) -> None:
    compiled(builder, cpp, SORTED)
    lists = [path / "names" for path in made(builder)]
    found = [one.read_text().split() for one in lists if one.exists()]
    names = {name for some in found for name in some}

    assert {"any", "mutex", "regex", "visit", "future", "complex"} <= names
    assert not {"vector", "sort", "map", "cin", "begin", "size"} & names
    assert all(re.fullmatch(r"\w+", name) for name in names)


def test_one_that_cannot_be_made_is_done_without(
    builder: Sandbox, cpp: Language
) -> None:
    broken = replace(cpp.ahead[0], build=("/bin/sh", "-c", "exit 1"), worth=1)
    row = replace(cpp, ahead=(broken,))

    assert compiled(builder, row, SORTED).complaint is None
    assert compiled(builder, row, SORTED).complaint is None


def started(builder: Sandbox, built: Build) -> RunResult:
    with builder.open() as box:
        box.put(built.files)
        limits = Limits(cpu_time_s=10, wall_time_s=60)
        return box.run(Command(argv=("./main",), env={"PATH": "/usr/bin"}), limits)


def test_programs_do_what_they_do_without(builder: Sandbox, cpp: Language) -> None:
    if not Path("/usr/bin/ld.mold").exists():
        pytest.skip("mold is missing")
    plain = compiled(builder, replace(cpp, ahead=()), UNWINDING)
    quick = compiled(builder, cpp, UNWINDING)
    first, second = started(builder, plain), started(builder, quick)

    assert plain.complaint is quick.complaint is None
    assert b"libstdc++.so" in b"".join(it.data for it in plain.files.values())
    assert b"libstdc++.so" not in b"".join(it.data for it in quick.files.values())
    assert b"ended\n" in first.stdout, first.stderr
    assert (first.stdout, first.stderr) == (second.stdout, second.stderr)
    assert (first.exit_code, first.signal) == (second.exit_code, second.signal)
