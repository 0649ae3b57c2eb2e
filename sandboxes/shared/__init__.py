"""Drivers that run test code in one process with a program, one file a language.

What runs inside is in `sandboxes/inside/shared`; here it is made ready for one
program. Nothing here runs anything, or knows what the tests are for.
"""
