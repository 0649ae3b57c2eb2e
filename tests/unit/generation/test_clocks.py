"""Programs that seem to read a clock."""

import pytest

from verifier.generation.clocks import names_clock


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("javascript", "console.log(new Date().getFullYear())"),
        ("javascript", "let t = Date.now()"),
        ("cpp", "std::time(nullptr); time(0);"),
        ("java", "LocalDate.now().getYear()"),
        ("go", "fmt.Println(time.Now().Year())"),
        ("rust", "let t = SystemTime::now();"),
    ],
)
def test_a_clock_is_seen(language: str, source: str) -> None:
    assert names_clock(source, language)


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("cpp", "int runtime = 3; timer(4); int known(5);"),
        ("javascript", "const date = 5; update(date)"),
        ("python", "import time; time.time()"),  # found by running it
    ],
)
def test_other_words_are_no_clock(language: str, source: str) -> None:
    assert not names_clock(source, language)
