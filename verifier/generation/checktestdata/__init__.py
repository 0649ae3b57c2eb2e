"""Grammars of input files in the language of DOMjudge's checktestdata.

Many packages of contests say so what a legal input is. A grammar is translated to a
Python function, which runs in a box like any program of a request.
https://github.com/DOMjudge/checktestdata/blob/main/doc/format-spec.md
"""
