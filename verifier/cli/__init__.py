"""The command line; one file a command, and `main` for all of them."""

from verifier.cli.app import app, main

__all__ = ["app", "main"]
