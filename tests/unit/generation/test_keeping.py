"""Which programs keep nothing between calls."""

import pytest

from verifier.generation.keeping import keeps_nothing


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    return x + 1\n",
        (
            'import math\nfrom typing import List\nLIMIT = -(10**9)\n"""Why."""\n'
            "def f(x, k=2, *, names=(1, 'a')):\n    return math.gcd(x, k)\n"
        ),
        (
            "def f(x):\n    seen = {}\n    seen[x] = 1\n"
            "    def g(y):\n        nonlocal x\n        x += y\n"
            "    g(2)\n    return x\n"
        ),
    ],
)
def test_functions_of_their_arguments_keep_nothing(source: str) -> None:
    assert keeps_nothing(source)


@pytest.mark.parametrize(
    "source",
    [
        "seen = []\ndef f(x):\n    seen.append(x)\n    return len(seen)\n",
        "n = 0\ndef f(x):\n    global n\n    n += 1\n    return n\n",
        "def f(x, seen=[]):\n    seen.append(x)\n    return len(seen)\n",
        "def f(x, *, seen={}):\n    return seen.setdefault(1, x)\n",
        "def f(x):\n    f.calls = getattr(f, 'calls', 0) + 1\n    return f.calls\n",
        "def f(x):\n    return f.__dict__.setdefault('x', x)\n",
        "from functools import lru_cache as c\n@c\ndef f(x):\n    return [x]\n",
        "import functools\nf = functools.cache(lambda x: [x])\n",
        "import random\ndef f(x):\n    return random.random()\n",
        "import math\ndef f(x):\n    math.pi = x\n",
        "class A:\n    seen = []\ndef f(x):\n    A.seen.append(x)\n",
        "def f(x):\n    globals()['n'] = x\n",
        "def f(x):\n    return eval('f')\n",
        "def g():\n    yield 1\nits = g()\ndef f(x):\n    return next(its)\n",
        "f = lambda x, seen=[]: seen.append(x) or len(seen)\n",
        "def f(x):\n    g = lambda y, seen=[]: seen\n    return g(x)\n",
        "for _ in range(2):\n    pass\ndef f(x):\n    return x\n",
        "def f(x:\n",
        "\0",
    ],
)
def test_doubt_counts_as_keeping(source: str) -> None:
    assert not keeps_nothing(source)
