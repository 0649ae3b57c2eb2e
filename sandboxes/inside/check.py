"""Checks that Python files compile.

usage: check.py FILE...
"""

import sys

for name in sys.argv[1:]:
    with open(name, "rb") as file:
        source = file.read()
    try:
        compile(source, name, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        sys.__excepthook__(type(error), error, None)
        sys.exit(1)
