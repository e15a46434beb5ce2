"""Statistics: how far children come from the first concern to an outcome, and how long it takes.

Takes in rows without persons from ``access/counting``; hands on figures that have passed ``suppression``, the
same ones as page, picture and file.
"""
