"""Python values and JSON trees for property tests."""

import math

from hypothesis import strategies as st

SCALARS = st.one_of(
    st.none(),
    st.sampled_from([0, 1, 2, True, False, 0.0, -0.0, 1.0, 0.5, 1j, 1 + 0j]),
    st.sampled_from([2**53, 2**53 + 1, float(2**53), 10**400, math.inf, -math.inf]),
    st.sampled_from(["", "a", "$set", b"", b"a"]),
    st.integers(),
    st.floats(allow_nan=False),
    st.complex_numbers(allow_nan=False),
    st.text(),
    st.binary(),
)
KEYS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple), st.frozensets(inner, max_size=3)
    ),
    max_leaves=4,
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.sets(KEYS, max_size=3),
        st.dictionaries(KEYS, inner, max_size=3),
    ),
    max_leaves=8,
)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text(max_size=2), inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["$tuple", "$set", "$dict", "$int", "$complex", "$x"]),
            inner,
            max_size=1,
        ),
    ),
    max_leaves=10,
)


def nested(depth: int) -> object:
    """Return 1 in that many lists."""
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value
