"""What was read or drawn of an input so far, by name: integers, and words in pools."""

from collections.abc import Iterable, Iterator, Mapping


class Pool:
    """The words of a pool, each once, in the order in which they came."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self.words: list[str] = []
        self._seen: set[str] = set()
        for word in words:
            self.add(word)

    def __contains__(self, word: object) -> bool:
        return word in self._seen

    def __iter__(self) -> Iterator[str]:
        return iter(self.words)

    def add(self, word: str) -> None:
        """Add a word; one that is there is not added again."""
        if word not in self._seen:
            self._seen.add(word)
            self.words.append(word)


class Known(dict[str, int]):
    """Integers read before, and lengths of words, by name.

    Args:
        numbers: Those to begin with.
        pools: Words of earlier fields, by the name of their pool.
    """

    def __init__(
        self,
        numbers: Mapping[str, int] | None = None,
        pools: Mapping[str, Pool] | None = None,
    ) -> None:
        super().__init__(numbers or {})
        self._pools = dict(pools or {})
        self._own: set[str] = set()

    def inner(self) -> "Known":
        """Return what a time of a group knows at first; it keeps its own for itself."""
        return Known(self, self._pools)

    def pool(self, name: str) -> Pool:
        """Return a pool; an empty one, if nothing has been added to it."""
        return self._pools.get(name) or Pool()

    def add(self, name: str, word: str) -> None:
        """Add a word to a pool, which is copied first if it was known outside."""
        if name not in self._own:
            self._pools[name] = Pool(self._pools.get(name, ()))
            self._own.add(name)
        self._pools[name].add(word)
