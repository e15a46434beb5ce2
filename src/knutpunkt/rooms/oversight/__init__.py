"""Oversight (loggranskning och insyn): who has looked, whether it was right, and what a family may know.

In: the trail, and what every room holds of a child. Out: reviewed readings, a person's own log and register
extract, and disposal of what has been kept long enough.
"""
