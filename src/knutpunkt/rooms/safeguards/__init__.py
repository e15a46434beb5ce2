"""Safeguards: what keeps somebody away from a child, and what opens when waiting would do harm.

Takes in declared conflicts of interest, emergencies, contact holds and formal requests; hands on closed
doors, openings of a day at most with their review, and matters that a person decides and can be appealed.
"""
