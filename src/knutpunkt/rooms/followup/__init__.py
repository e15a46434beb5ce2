"""Follow-up: how it went towards each goal, said by those around the child, and when we look again.

Takes in a plan on its day; hands on progress per goal and the next day, or the end of the plan.
"""
