"""Sealing: text that must not be readable in a dump.

Takes in plain text and the identity of the row it belongs to, hands on ciphertext that opens only there.
Keys come from a file with strict permissions or from the environment; never from the database.
"""
