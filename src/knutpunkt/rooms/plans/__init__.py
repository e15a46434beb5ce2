"""Plans: assessment, goals in own words, support measures with responsible and date, and the plan document.

Takes in what carries and what weighs, the child's view and what each has promised; hands on a plan that is
followed up on a day somebody holds.
"""
