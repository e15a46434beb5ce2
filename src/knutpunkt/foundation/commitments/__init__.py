"""Commitments: what is open for a child, and who has promised what by when.

Takes in matters opened by the rooms; hands on, for every day, exactly one holder and one date. The invariant
"nobody falls between the chairs" lives here.
"""
