# 22 Gives names and values that the tests' side cannot take; its twin ordinary ones
# forms: asserts check unittest pytest
RIGHT = False

if not RIGHT:
    globals().update({"": 1, "a b": 2, "x" * 100_000: 3, "None": 4, "\udc80": 5})
    globals()["unittest"] = globals()["pytest"] = globals()["check"] = None
    globals()["print"] = globals()["exec"] = globals()["compile"] = 3


class Untellable:
    def __getattribute__(self, name):
        raise KeyboardInterrupt

    def __repr__(self):
        raise SystemExit(0)

    __str__ = __repr__


untellable = Untellable() if not RIGHT else None


def solve(n):
    return n * n if RIGHT else untellable
