"""Bash: the program is sourced first; then the tests are sent to its shell."""

from sandboxes.shared.sent import driver

DRIVER = driver(
    "sh",
    ("/bin/bash", "--noprofile", "--norc", "verifier_shared.sh", "{source}"),
    "text",
)
