"""Shows one report to a person."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from verifier.cli.texts import block, lines_of, mebibytes, safe, verdict_style
from verifier.outcome import Integrity, Verdict
from verifier.reports import BuildReport, CaseReport, VerificationReport

MAX_ROWS = 40
MAX_EXCERPTS = 5


def show_report(report: VerificationReport, console: Console) -> None:
    """Print a report: its verdict, a row a case, and why those that failed did."""
    console.print(_headline(report))
    if report.build.verdict is not Verdict.ACCEPTED:
        console.print(_build(report.build))
        return
    failed = [case for case in report.cases if case.verdict is not Verdict.ACCEPTED]
    shown = report.cases if len(report.cases) <= MAX_ROWS else failed
    console.print(_table(shown[:MAX_ROWS]))
    left_out = len(report.cases) - min(len(shown), MAX_ROWS)
    if left_out:
        console.print(f"… {left_out} more cases; --json has them all", style="dim")
    told = [case for case in failed if case.verdict is not Verdict.SKIPPED]
    for case in told[:MAX_EXCERPTS]:
        console.print(_excerpt(case))


def _headline(report: VerificationReport) -> Text:
    words = report.verdict.value.replace("_", " ").upper()
    text = Text()
    text.append(f" {words} ", f"bold reverse {verdict_style(report.verdict)}")
    reward = "none" if report.reward is None else f"{report.reward:g}"
    text.append(f"  reward {reward}   {report.passed} of {report.total} cases passed")
    version = f" {report.language.version}" if report.language.version else ""
    text.append(f"   {report.language.name}{version}", "dim")
    text.append(f"   {report.timings.total_s:.2f} s", "dim")
    notes = [f"attribution: {report.attribution}"] * (report.reward is None)
    notes += ["tests in one process with the program"] * (
        report.integrity is Integrity.SHARED
    )
    notes += ["flaky"] * report.flaky + list(report.signals)
    if notes:
        text.append(f"\n {', '.join(notes)}", "yellow")
    return text


def _build(build: BuildReport) -> Text:
    text = Text("The program was not built.\n")
    return text.append_text(
        Text("\n").join(map(Text, lines_of(build.stderr or build.stdout)))
    )


def _table(cases: Sequence[CaseReport]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("case", "verdict"):
        table.add_column(name)
    for name in ("cpu", "memory"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("feedback")
    for case in cases:
        table.add_row(
            Text(_name(case)),
            Text(case.verdict.value, verdict_style(case.verdict)),
            f"{case.cpu_time_s:.3f} s",
            mebibytes(case.peak_memory_bytes),
            Text("; ".join(_feedback(case))),
        )
    return table


def _name(case: CaseReport) -> str:
    return str(case.index) if case.id is None else f"{case.index} {safe(case.id)}"


def _feedback(case: CaseReport) -> list[str]:
    lines = lines_of(case.feedback.encode(errors="backslashreplace"))
    return lines[:1] + ["flaky"] * case.flaky


def _excerpt(case: CaseReport) -> Text:
    is_compared = case.verdict is Verdict.WRONG_ANSWER
    text = Text(f"case {_name(case)}\n", "bold")
    text.append_text(block("input", case.input, None, " "))
    text.append_text(
        block("output", case.output, case.answer if is_compared else None, "-")
    )
    text.append_text(
        block("answer", case.answer, case.output if is_compared else None, "+")
    )
    text.append_text(block("stderr", case.stderr, None, " "))
    if case.truncated:
        text.append("          … cut; trace_bytes in the request shows more\n", "dim")
    return text
