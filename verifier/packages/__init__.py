"""Problem packages of Kattis and the ICPC: submissions with labels.

https://www.kattis.com/problem-package-format/ (legacy, and what is read here of
2023-07). Submissions become verification requests; who runs them decides how.
"""

from verifier.packages.labels import allowed_by
from verifier.packages.package import BadPackageError, Package, read_packages
from verifier.packages.requests import (
    LabeledRequest,
    LeftOut,
    requests_of,
    time_limit,
    with_time_limit,
)
from verifier.packages.validators import UnknownFlagError, checker_for

__all__ = [
    "BadPackageError",
    "LabeledRequest",
    "LeftOut",
    "Package",
    "UnknownFlagError",
    "allowed_by",
    "checker_for",
    "read_packages",
    "requests_of",
    "time_limit",
    "with_time_limit",
]
