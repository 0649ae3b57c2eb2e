"""What was loaded lately is not loaded again, within a size."""

from verifier.engine.recent import Recent


def test_body_is_loaded_once_and_the_oldest_goes_first() -> None:
    loaded = []

    def load(name: str) -> bytes:
        loaded.append(name)
        return b"x" * 40

    recent = Recent(load, most_bytes=100)
    for name in ("a", "b", "a", "c", "a", "b"):
        assert recent.get(name) == b"x" * 40

    assert loaded == ["a", "b", "c", "b"]


def test_body_larger_than_all_room_is_given_and_not_kept() -> None:
    loaded = []

    def load(name: str) -> bytes:
        loaded.append(name)
        return b"x" * 200

    recent = Recent(load, most_bytes=100)

    assert len(recent.get("a")) == len(recent.get("a")) == 200
    assert loaded == ["a", "a"]
