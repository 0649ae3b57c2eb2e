"""Finds languages and backends: every module of their folders offers its own."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping

from sandboxes.errors import UnknownPluginError


def discover[T](package: str, attribute: str, kind: type[T]) -> Iterator[T]:
    """Yield what each module of a package lists under an attribute.

    Args:
        package: Dotted name of the package.
        attribute: Name of the tuple that a module may have.
        kind: What its items must be.

    Raises:
        TypeError: A module lists something else.
    """
    for module_info in pkgutil.iter_modules(importlib.import_module(package).__path__):
        module = importlib.import_module(f"{package}.{module_info.name}")
        for item in getattr(module, attribute, ()):
            if not isinstance(item, kind):
                msg = f"{module.__name__}.{attribute} holds {item!r}, not {kind}"
                raise TypeError(msg)
            yield item


class Registry[T]:
    """Things by name and alias.

    Raises:
        ValueError: Two things claim one name.
    """

    def __init__(self, kind: str, named: Iterator[tuple[tuple[str, ...], T]]) -> None:
        self._kind = kind
        self._by_name: dict[str, T] = {}
        self._first_names: list[str] = []
        for names, thing in named:
            self._first_names.append(names[0])
            for name in names:
                if name in self._by_name:
                    msg = f"two {kind}s are called {name!r}"
                    raise ValueError(msg)
                self._by_name[name] = thing

    @property
    def names(self) -> list[str]:
        """First names, sorted."""
        return sorted(self._first_names)

    @property
    def by_any_name(self) -> Mapping[str, T]:
        """Things by every name and alias."""
        return self._by_name

    def get(self, name: str) -> T:
        """Return the thing of that name or alias.

        Raises:
            UnknownPluginError: There is none.
        """
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownPluginError(self._kind, name, self._first_names) from None
