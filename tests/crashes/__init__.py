"""Kill proofs.

For: showing that a process may die at any moment (T15).
In: a site of its own, served for real, written to by several at once. Out: what is missing or torn; nothing.
"""
