"""Casefile: what the door must know to decide. Case, Participation, Record, Consent and Disclosure.

Takes in facts written by the rooms; hands them on to ``access``. Nothing here decides who may see what.
"""
