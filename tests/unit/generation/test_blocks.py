"""Which blocks a program has, by its listing."""

from verifier.generation.blocks import blocks_in, coverage_of

LISTING = b"""
0000000000001050 <main>:
main():
/box/main.c:4
    1050:\tpush   %rbx
    1051:\tcall   11c0 <__sanitizer_cov_trace_pc>
    1056:\tlea    0xc(%rsp),%rsi
/box/main.c:6 (discriminator 1)
    1060:\tcall   11c0 <__sanitizer_cov_trace_pc>
    1065:\tjmp    1051 <main+0x1>
/usr/include/bits/stdlib.h:9
    1070:\tcallq  11c0 <__sanitizer_cov_trace_pc@plt>
    1075:\tret
"""


def test_blocks_are_named_by_where_their_note_returns_to() -> None:
    assert blocks_in(LISTING, "main.c", 9) == {0x1056: 4, 0x1065: 6}


def test_blocks_of_headers_are_none_of_its_own() -> None:
    assert blocks_in(LISTING, "stdlib.h", 99) == {0x1075: 9}


def test_what_is_cold_or_beyond_the_file_is_left_out() -> None:
    assert blocks_in(LISTING.replace(b"<main>:", b"<main.cold>:"), "main.c", 9) == {}
    assert blocks_in(LISTING, "main.c", 5) == {0x1056: 4}


def test_coverage_counts_lines_and_blocks_and_nothing_strange() -> None:
    blocks = {1: 4, 2: 4, 3: 6, 4: 7}

    coverage = coverage_of(blocks, {2, 3, 99, -5})

    assert coverage is not None
    assert (coverage.lines, coverage.branches) == (0.6667, 0.5)


def test_without_a_listing_nothing_is_said() -> None:
    assert blocks_in(b"objdump: file format not recognized\n", "main.c", 9) == {}
    assert coverage_of({}, {1}) is None


def test_of_a_program_that_tells_nothing_nothing_is_said() -> None:
    assert coverage_of({1: 4}, set()) is None
