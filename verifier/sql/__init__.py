"""SQL: runs queries and scripts on database instances, and compares results.

What runs in a box is a driver of ours (`sandboxes/inside/sql`); here it is fed
and read (`wire`, `stage`), and here results are compared (`compare`): no
expected row ever enters the candidate's box.
"""
