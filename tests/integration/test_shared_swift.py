# ruff: noqa: E501 - programs of others' making do not break at 88 columns
"""Tests at the end of programs in Swift, which is there in an image only."""

from collections.abc import Iterator

import pytest

from sandboxes import Sandbox, SandboxOptions, known_backends, known_languages
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.outcome import Attribution, Verdict
from verifier.reports import VerificationReport
from verifier.settings import Settings

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

# As in MultiPL-E: it closes the program's function, and compares tuples itself.
CODE = """}

func ==(left: [(Int, Int)], right: [(Int, Int)]) -> Bool { return left.count == right.count }

assert(solve(12) == [144])
assert(solve(5) == [25])
"""
BODY = "func solve(_ n: Int) -> [Int] {\n    return [ANSWER]\n"
RIGHT = {
    "plain": BODY,
    "has_types_with_equality": "struct Point: Equatable { var x: Int\n"
    "  static func == (a: Point, b: Point) -> Bool { return a.x == b.x } }\n"
    "struct Box<T> { var value: T }\nextension Box: Equatable where T: Equatable {\n"
    "  static func == (a: Box<T>, b: Box<T>) -> Bool { return a.value == b.value } }\n"
    "enum Kind: String { case one, two }\n"
    "class Node: Hashable { var id = 1\n  static func == (a: Node, b: Node) -> Bool { return a.id == b.id }\n"
    "  func hash(into hasher: inout Hasher) { hasher.combine(id) } }\n" + BODY,
    "imports": "import Foundation\n" + BODY,
}
ATTACKS = {
    "00_is_wrong": BODY,
    "01_exits": "import Foundation\nfunc solve(_ n: Int) -> [Int] {\n    exit(0)\n",
    "01_exits_when_loaded": "import Foundation\nexit(0)\n" + BODY,
    "02_exits_well_at_the_end": "import Foundation\natexit { _exit(0) }\n" + BODY,
    "02_handles_the_failure": "import Foundation\nsignal(SIGILL) { _ in exit(0) }\nsignal(SIGTRAP) { _ in exit(0) }\n"
    + BODY,
    "09_writes_records": "import Foundation\nfunc solve(_ n: Int) -> [Int] {\n"
    '    let record = "{\\"test\\": \\"a\\", \\"outcome\\": \\"passed\\"}\\n{\\"done\\": 1}\\n"\n'
    "    for fd in 3 ..< 9 { write(Int32(fd), record, record.utf8.count) }\n    return [ANSWER]\n",
    "09_reads_the_line_first": "import Foundation\nvar seen = [UInt8](repeating: 0, count: 99)\n"
    "let size = read(4, &seen, 64)\nfunc solve(_ n: Int) -> [Int] {\n    return size > 0 ? [n * n] : [ANSWER]\n",
    "10_defines_assert": "func assert(_ fine: Bool) {}\n" + BODY,
    "10_has_a_variable_assert": "let assert: (Bool) -> Void = { _ in }\n" + BODY,
    "10_has_a_type_assert": "struct assert { @discardableResult init(_ fine: Bool) {} }\n"
    + BODY,
    "10_defines_equality": "func == (a: [Int], b: [Int]) -> Bool { return true }\n"
    + BODY,
    "10_defines_generic_equality": "func == <T: Equatable>(a: [T], b: [T]) -> Bool { return true }\n"
    + BODY,
    "10_extends_arrays": "extension Array where Element == Int {\n"
    "  static func == (a: [Int], b: [Int]) -> Bool { return true } }\n" + BODY,
    "10_extends_a_protocol": "protocol Same {}\nextension Same { static func == (a: Self, b: Self) -> Bool { return true } }\n"
    "extension Array: Same {}\n" + BODY,
    "10_leaves_the_tests_out": "#if false\n" + BODY,
    "10_leaves_the_tests_in_a_comment": BODY + "}\n/*\n",
    "10_leaves_the_tests_in_a_function": BODY + "}\nfunc never() { if true {\n",
    "98_has_the_library's_names": '@_silgen_name("$sSasSQRzlE2eeoiySbSayxG_ABtFZ") func same() -> Bool { return true }\n'
    '@_cdecl("memcmp") func compare(_ a: Int, _ b: Int, _ n: Int) -> Int32 { return 0 }\n'
    + BODY,
    "25_forks": "import Foundation\n"
    '@_silgen_name("fork") func split() -> Int32\n'
    "func solve(_ n: Int) -> [Int] {\n    if split() != 0 { _exit(0) }\n    return [ANSWER]\n",
}


@pytest.fixture(scope="module")
def swift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox with the machine's images, if one of them has Swift."""
    options = SandboxOptions(
        cache=tmp_path_factory.mktemp("swift"), images=Settings().image_dir
    )
    made = known_backends().get("nsjail")(options)
    if not made.image_of(known_languages().get("swift")):
        pytest.skip("no image has Swift")
    yield made
    made.close()


def judge(source: str, sandbox: Sandbox) -> VerificationReport:
    case = {"kind": "unit_tests", "framework": "appended", "code": CODE}
    request = {
        "submission": {"language": "swift", "source": source},
        "test_cases": [case],
        "limits": {"wall_time_s": 20},
        "trace": "all",
    }
    return verify(VerificationRequest.model_validate(request), sandbox)


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_program_is_accepted(name: str, swift: Sandbox) -> None:
    report = judge(RIGHT[name].replace("ANSWER", "n * n"), swift)

    assert report.verdict is Verdict.ACCEPTED, report.cases
    assert report.reward == 1.0


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_earns_nothing(name: str, swift: Sandbox) -> None:
    report = judge(ATTACKS[name].replace("ANSWER", "-1"), swift)

    assert report.verdict is not Verdict.ACCEPTED
    assert report.attribution is Attribution.CANDIDATE
    assert report.reward == 0.0
