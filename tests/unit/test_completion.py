"""Taking the program out of a model's answer."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.completion import program_in

NAMES = ("python", "py", "python3")


@pytest.mark.parametrize(
    ("completion", "program"),
    [
        ("```python\nx\n```", "x\n"),
        ("Here:\n\n```py\nx\n```\nDone.", "x\n"),
        ("```Python3 title=a\nx\n```", "x\n"),
        ("``` python \nx\n```", "x\n"),
        ("```{.python .numberLines}\nx\n```", "x\n"),
        ("```{python}\nx\n```", "x\n"),
        ("```python:main.py\nx\n```", "x\n"),
        ("```python,ignore\nx\n```", "x\n"),
        ("~~~python\nx\n```\n~~~~\n", "x\n```\n"),
        ("````python\n```\nx\n```\n````", "```\nx\n```\n"),
        ("   ```python\n    x\n  y\n   ```", " x\ny\n"),
        ("```python\nx", "x"),
        ("```python\r\nx\r\ny\r\n```\r\n", "x\r\ny\r\n"),
        ("```python\nx\n    ```\n```", "x\n    ```\n"),
        ("```python\nx\n``` y\n```", "x\n``` y\n"),
        ("```python\nx\u2028```\n```", "x\u2028```\n"),
    ],
)
def test_block_of_the_language_is_the_program(completion: str, program: str) -> None:
    assert program_in(completion, NAMES) == program


@pytest.mark.parametrize(
    ("completion", "program"),
    [
        ("```python\n1\n```\n```python\n2\n```", "2\n"),
        ("```python\n1\n```\n```\n2\n```\n```java\n3\n```", "1\n"),
        ("```\n1\n```\n```\n2\n```\n```java\n3\n```", "2\n"),
        ("```python\n1\n```\n```python\n\n```", "1\n"),
        ("```markdown\n```python\n1\n```\n```\n2\n```", "2\n"),
    ],
)
def test_last_one_wins(completion: str, program: str) -> None:
    assert program_in(completion, NAMES) == program


@pytest.mark.parametrize(
    "completion",
    [
        "",
        "print(1)",
        "```java\nx\n```",
        "```python x```",
        "`` `python\nx\n`` `",
        "    ```python\n    x\n    ```",
        "```python\n```",
        "```{}\nx\n```",
    ],
)
def test_without_a_block_there_is_no_program(completion: str) -> None:
    assert program_in(completion, NAMES) is None


def test_names_are_compared_whatever_their_case() -> None:
    assert program_in("```c++\nx\n```", {"C++"}) == "x\n"


@pytest.mark.parametrize(
    "completion",
    [
        "<think>\n```python\n1\n```\n</think>\n```python\n2\n```",
        "<think>\n```python\n1\n```\n</think>\n```\n2\n```",
        "```python\n1\n```\nWait.</think>```python\n2\n```",
        "```python\n1\n</think>\n\n```python\n2\n```",
        "<THINK>\n```python\n1\n</THINK>\n\n```python\n2\n```",
        "<think>\n```python\n1</think>\n```python\n2\n```",
        "<thinking>a</thinking>\n```python\n2\n```",
        "a</think>b</think>\n```python\n2\n```",
        "```python\n2\n```\nThat is all.\n<think>\n```python\n1\n```\n</think>",
        "```python\n2\n```\n<think>\n```python\n1\n```",
        "Use `x`</think>\n```python\n2\n```\nI wrote `</think>` and `<think>`.",
    ],
)
def test_thoughts_are_no_answer(completion: str) -> None:
    assert program_in(completion, NAMES) == "2\n"


@pytest.mark.parametrize(
    "completion",
    [
        "<think>\n```python\n1\n```\n</think>\nDone.",
        "```python\n1\n```\n</think>\nDone.",
        "<think>\n```python\n1\n```",
        "<think>```python\n1\n```",
    ],
)
def test_draft_is_no_program_even_if_there_is_no_other(completion: str) -> None:
    assert program_in(completion, NAMES) is None


def test_tags_in_a_program_are_its_own() -> None:
    program = 's = "</think>"\n# <think>\n<think>\n'

    assert program_in(f"```python\n{program}```", NAMES) == program
    assert program_in(f"<think></think>\n```python\n{program}</think>\n```", NAMES) == (
        f"{program}</think>\n"
    )


@given(
    st.lists(
        st.sampled_from(
            ["`", "```", "~~~", "\n", " ", "python", "<think>", "</think>", "{", "x"]
        )
    ).map("".join)
)
def test_any_text_is_read(completion: str) -> None:
    program = program_in(completion, NAMES)

    assert program is None or program.strip()


@pytest.mark.parametrize(
    "piece",
    [
        "`",
        "```\n",
        "```x`",
        "~",
        " ",
        "<think>",
        "</think>",
        "`</think>`",
        "```python\n",
    ],
)
def test_a_megabyte_takes_no_time(piece: str) -> None:
    start = time.process_time()
    program_in(piece * (2**20 // len(piece)), NAMES)

    assert time.process_time() - start < 3
