"""The catalog of attacks, 1 to 94, has no gaps."""

from tests.attacks.attack import PROGRAMS, attacks

WITHOUT_PROGRAM = {
    65: "file names are refused with the request: test_e_files",
    66: "no archive is accepted anywhere",
    84: "the service cannot be made to call out: test_g_network",
}


def test_every_number_has_a_program_or_a_reason() -> None:
    groups = [folder.name for folder in PROGRAMS.iterdir() if folder.is_dir()]
    numbers = {attack.number for group in groups for attack in attacks(group)}

    assert numbers | set(WITHOUT_PROGRAM) == set(range(1, 95))
    assert not numbers & set(WITHOUT_PROGRAM)
