"""Organisation: administrators keep units, colleagues, assignments and accounts in order.

In: what an administrator knows of who works where. Out: the people tables that access and commitments stand
on, and one-time links to new accounts. Nothing here reads a word about a child.
"""
