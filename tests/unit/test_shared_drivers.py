"""How prelude, source and test code become one program."""

import pytest

from sandboxes import Parts, SharedDriver, known_languages
from sandboxes.languages.java import tests_class as class_of_tests

WITH_DRIVER = [
    name for name in known_languages().names if known_languages().get(name).shared
]


def files(language: str, **more: object) -> dict[str, str]:
    """Return what a driver makes of parts, as texts."""
    given = {"prelude": "", "source": "", "code": "", "main": "main", "tag": "t0"}
    parts = Parts(**{**given, "files": {}, "test_files": {}, **more})  # type: ignore[arg-type]
    return {path: data.decode() for path, data in driver(language).files(parts).items()}


def driver(language: str) -> SharedDriver:
    found = known_languages().get(language).shared
    assert found is not None
    return found


@pytest.mark.parametrize("language", WITH_DRIVER)
def test_a_source_cannot_know_the_tag(language: str) -> None:
    made = driver(language)
    texts = [*files(language).values(), *(made.build or ()), *made.run]

    is_sent_later = made.late is not None
    assert is_sent_later or any("t0" in text or "{tag}" in text for text in texts)


@pytest.mark.parametrize("language", WITH_DRIVER)
def test_no_file_of_the_submission_takes_the_place_of_ours(language: str) -> None:
    made = driver(language)
    names = [*files(language), *made.runner]

    evil = files(language, files=dict.fromkeys(names, b"evil"))

    assert all(evil[name] != "evil" for name in files(language))


@pytest.mark.parametrize(
    ("before", "code", "name"),
    [
        ("class A {}", "public class Main { static void main(String[] a) {} }", "Main"),
        ("class A { int f() {", "} static void main(String[] a) {} }", "A"),
        (
            "class A { public static void main(String[] a) {} }",
            "class Tests { public static void main(String[] a) {} }",
            "Tests",
        ),
        (
            "package p; class A {}",
            "/* class B */ class C { static void main(String[] a) {} }",
            "p.C",
        ),
        ("class A {", "}", "Main"),
    ],
)
def test_the_class_with_the_main_method_of_the_tests_is_found(
    before: str, code: str, name: str
) -> None:
    assert class_of_tests(before, code) == name


def test_rust_calls_each_test_by_its_path() -> None:
    code = (
        "#[cfg(test)] mod tests {\n  mod deep { #[test] fn a() {} }\n"
        '  // #[test] fn b() {}\n  #[test] #[should_panic(expected = "}")]\n'
        "  pub fn c() {}\n  #[test] #[ignore] fn d() {}\n  fn helper() {}\n}\n"
    )

    made = files("rust", code=code)["main"]

    assert 'one("tests::deep::a", false' in made
    assert 'one("tests::c", true' in made
    assert "tests::b" not in made
    assert '"tests::d"' not in made
    assert "pub fn a()" in made
    assert "fn helper()" in made


def test_rust_calls_main_where_there_is_no_test() -> None:
    made = files("rust", code="fn main() { assert!(true); panic!() }")["main"]

    assert 'one("main", false' in made
    assert "::verifier_std_t0::assert!(true)" in made
    assert "::verifier_std_t0::panic!()" in made


def test_go_counts_its_tests() -> None:
    code = "func TestA(t *testing.T) {\n}\nfunc TestB(x *testing.T) { x.Fail() }\n"

    made = files("go", source="package p_test\n", code=code)

    assert (
        "func TestA(t *testing.T) { defer verifierRan_t0(t);"
        in made["src/z_t0/main_test.go"]
    )
    assert "package p_test" in made["src/z_t0/verifier_end_test.go"]
    assert "Ran != 2" in made["src/z_t0/verifier_end_test.go"]


def test_python_leaves_out_what_configures_tests() -> None:
    own = {"conftest.py": b"", "a/sitecustomize.py": b"", "a/b.py": b""}

    made = files("python", files=own)

    assert "a/b.py" in made
    assert "conftest.py" not in made
    assert "a/sitecustomize.py" not in made
