"""Registers: what each file about people and units means, compared with what is stored.

In: the rows of one file, the stored world in memory. Out: entries in the ledger and the fate of every row.
Nothing here reads or writes the database.
"""
