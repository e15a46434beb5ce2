"""Cases: what we do together for one child, from opening to after-care.

Takes in concerns that somebody answered with "börja samarbeta"; hands on a case with a coordinator,
participants, notes, attachments and the child's own words, a timeline, next steps, a closing.
"""
