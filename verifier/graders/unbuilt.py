"""Whose doing it is that a program does not compile with its call driver.

Most are the candidate's: other names, other types, or no program at all. A
signature that nothing can have is the tests' doing, and a driver that compiles
with no program is ours. A program that does nothing but have the right function
tells them apart: if it compiles, the candidate could have.
"""

from sandboxes import CallDriver, Language
from verifier.graders.calls import Call, wanted
from verifier.outcome import Attribution, CaseOutcome, Verdict
from verifier.program import Build, Program, Source

_MOST_WORDS = 1500


def unbuilt(
    program: Program, driver: CallDriver, call: Call, built: Build
) -> CaseOutcome:
    """Return the outcome of a call that a program could not be built for.

    Raises:
        BoxFailedError: We cannot tell what became of a build.
    """
    if not _stub_compiles(program, driver, call, program.language):
        attribution = Attribution.SERVICE
        if call.target.signature is not None:
            attribution = Attribution.TESTS
        return CaseOutcome(
            verdict=Verdict.INTERNAL_ERROR,
            attribution=attribution,
            feedback=f"no program compiles with the signature {call.target.signature}",
            run=built.run,
        )
    said = built.run.stderr.decode(errors="replace").strip() if built.run else ""
    expected = wanted(driver, call.typed_target())
    return CaseOutcome(
        verdict=Verdict.COMPILE_ERROR,
        feedback=f"expected: {expected}\n{built.complaint}\n{said}"[
            :_MOST_WORDS
        ].strip(),
        run=built.run,
    )


def _stub_compiles(
    program: Program, driver: CallDriver, call: Call, language: Language
) -> bool:
    if driver.stub is None:
        return True
    stub = driver.stub(call.typed_target())
    target = call.built_target(language, stub)
    return program.build_callable(Source(text=stub), target).complaint is None
