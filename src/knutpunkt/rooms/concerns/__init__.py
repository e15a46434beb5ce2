"""Concerns: noticing that a child may need something, and seeing to it that somebody answers.

Takes in screening results and what people have seen; asks the mentor whether a flag is true.
Hands on a concern that somebody answered: the class, a case, or closed with a reason. Reports: a flow apart.
"""
