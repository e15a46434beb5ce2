"""Audit: the trail. Who did or saw what, when, and why they were allowed to.

Takes in an actor and an act; hands on one append-only event per act or page, in the same transaction.
Nobody but the recorder and the review pages touches the event model.
"""
