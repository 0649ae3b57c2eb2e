# 58 Reads its environment, in which nothing of the service may be: accepted
import os

from contained import done, expect

known = {"PATH", "HOME", "LANG", "LC_CTYPE", "PWD", "MPLBACKEND"}
for name, value in os.environ.items():
    plain = name in known or name.startswith(("PYTHON", "OPENBLAS_"))
    expect(f"no {name}", plain and "VERIFIER" not in name and "redis" not in value)
done()
