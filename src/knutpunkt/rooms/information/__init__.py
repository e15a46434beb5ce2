"""Information: what the child and the guardians are told of what is kept and done, and that they were told.

In: what the other rooms know of a responsible body, its files, rules and periods. Out: one text per occasion
on page and paper, rows of who was told when, and the step that asks somebody to tell.
"""
