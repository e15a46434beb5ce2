"""Verifier: reads the trail straight from the database and says whether it is whole, without Django.

Takes in a SQLite file or a PostgreSQL address, the signed checkpoints and the public key.
Hands on a report: how many events, how fast, and the first position that does not hold. Writes nothing.
"""
