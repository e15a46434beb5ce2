"""Pages of consent and disclosure: the panel and the question, what the family says, what is let out.

Takes in requests from professionals; hands on pages, and acts through the operations of this room.
"""
