"""Functions of C, whose arrays are pointers and sizes."""

import pytest

from sandboxes import Sandbox
from tests.integration.calls.test_typed_calls import BIG, judge, ok
from verifier.messages import VerificationRequest
from verifier.outcome import Verdict

pytestmark = [pytest.mark.sandbox, pytest.mark.timeout(300)]

SOURCE = """
#include <stdbool.h>
#include <stdlib.h>
int **turned(int **grid, int gridSize, int *gridColSize, int *returnSize, int **returnColumnSizes) {
  int columns = gridColSize[0];
  int **made = malloc(columns * sizeof *made);
  *returnSize = columns;
  *returnColumnSizes = malloc(columns * sizeof(int));
  for (int i = 0; i < columns; i++) {
    (*returnColumnSizes)[i] = gridSize;
    made[i] = malloc(gridSize * sizeof(int));
    for (int j = 0; j < gridSize; j++) made[i][j] = grid[j][i];
  }
  return made;
}
char *reversed(char *text) {
  int size = 0;
  while (text[size]) size++;
  for (int i = 0; i < size / 2; i++) {
    char sign = text[i];
    text[i] = text[size - 1 - i];
    text[size - 1 - i] = sign;
  }
  return text;
}
void squared(int items[], int n) { for (int i = 0; i < n; i++) items[i] *= items[i]; }
bool starts(char **words, int n, const char *text) { return n > 0 && words[0][0] == text[0]; }
long long shift(int n, long long big) { return n + big; }
int odd(int how) {
  if (how == 1) exit(0);
  if (how == 2) abort();
  return how;
}
int main(void) { return 1; }
"""


def test_arrays_texts_and_numbers_travel(sandbox: Sandbox) -> None:
    report = judge(
        sandbox,
        "c",
        SOURCE,
        ok("turned", [[1, 2, 3], [4, 5, 6]], [[1, 4], [2, 5], [3, 6]]),
        ok("reversed", "abc", "cba"),
        ok("squared", [1, 2, 3], [1, 4, 9], signature="void squared(int[] items)"),
        ok("starts", ["ab"], "a", True),
        ok("shift", 1, BIG, BIG + 1),
    )

    assert report.reward == 1.0, report.cases


def test_exit_and_abort_earn_their_due(sandbox: Sandbox) -> None:
    report = judge(sandbox, "c", SOURCE, ok("odd", 1, 1), ok("odd", 2, 2))

    verdicts = [case.verdict for case in report.cases]
    assert verdicts == [Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR]


def test_leetcode_s_list_needs_no_headers(sandbox: Sandbox) -> None:
    source = "struct ListNode* rest(struct ListNode* head) { return head ? head->next : NULL; }"
    kinds = "rest(head: ListNode) -> ListNode"

    report = judge(sandbox, "c", source, ok("rest", [1, 2, 3], [2, 3], signature=kinds))

    assert report.reward == 1.0, report.cases


@pytest.mark.parametrize(
    ("case", "field"),
    [
        ({"args": [{"a": 1}]}, "signature"),
        (
            {"class_name": "A", "method": "f", "function": None, "args": []},
            "class_name",
        ),
    ],
)
def test_what_c_does_not_have_is_refused(case: dict[str, object], field: str) -> None:
    stated = {"kind": "function_call", "function": "f", "answer": 1, **case}

    with pytest.raises(ValueError, match=f"{field}: "):
        VerificationRequest.model_validate(
            {
                "submission": {"language": "c", "source": "x"},
                "test_cases": [stated],
            }
        )
