"""Grades what ran: library, service, client and command line."""
