"""Makes test sets: inputs by strategies, answers by references, strength by mutants.

Every program that is not ours runs in a box. Importing this package starts
nothing and needs neither a web framework nor a queue.
"""
