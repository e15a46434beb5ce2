"""Forms of this room: what is asked of the family and answered, and what is let out to whom.

Takes in what was typed and the choices that the rules allow today; hands on values for the operations.
"""
