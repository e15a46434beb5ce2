"""What lies on the disk: the proofs that it tells nothing without the keys, and that keys can be changed.

Takes in a site of its own, with a database in a file; hands on what a thief would find there.
"""
