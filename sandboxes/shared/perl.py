"""Perl: the program is loaded first; then the tests are sent to its process."""

from sandboxes.shared.sent import driver

DRIVER = driver("pl", ("/usr/bin/perl", "verifier_shared.pl", "{source}"), "counted")
