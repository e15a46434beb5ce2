"""Consents: asking, answering, withdrawing; and what is let out to whom on which ground.

Takes in a case and what each required person said on paper or orally; hands on consents that are effective or
not on a given day, and disclosures of named records to a participating unit.
"""
