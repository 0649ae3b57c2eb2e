"""Drivers that call a function of a compiled program, one file a language.

What runs inside is in `sandboxes/inside/calls`; here it is joined with one
candidate. Nothing here runs anything, or knows what is expected of a call.
"""
