"""Asking: queries whose text is written once.

Takes in a query with blanks in the place of values; hands on its rows for each asking, or its ids as a
condition. No model, no rule: only how to ask quickly.
"""
