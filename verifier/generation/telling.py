"""What is held to be legal, in words for people."""

from verifier.generation.domain import Domain


def told(domain: Domain) -> list[str]:
    """Say in words what bounds a domain has."""
    notes = []
    for part in domain.walk():
        if part.low is not None or part.high is not None:
            low = "-inf" if part.low is None else f"{part.low:g}"
            high = "inf" if part.high is None else f"{part.high:g}"
            notes.append(f"{part.shape} within {low}..{high}")
        if part.alphabet:
            notes.append(f"text of {part.alphabet!r}")
        if part.forms:
            notes.append(f"text like {', '.join(part.forms[:3])}")
        if part.keys:
            notes.append(f"dict of {', '.join(part.keys)}")
        if part.words:
            notes.append(f"words of {', '.join(part.words)}")
        if part.least:
            notes.append(f"{part.shape} of at least {part.least}")
        if part.most is not None:
            notes.append(f"{part.shape} of at most {part.most}")
        notes += ["sorted"] * part.is_sorted + ["distinct"] * part.is_distinct
        notes += ["rectangular"] * part.is_rectangular + ["square"] * part.is_square
    return notes
