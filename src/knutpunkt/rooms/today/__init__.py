"""Today: my day, and "Saknar ansvarig" — nobody falls between the chairs.

Takes in promises from every room; hands on, per person, what is promised by when, what waits, and what nobody
answers for, each line with its mend.
"""
