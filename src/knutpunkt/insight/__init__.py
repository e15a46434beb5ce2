"""What the numbers say about a child: the same expressions on one machine and on a cluster.

In: tables of lessons, grades, enrolments, terms and rules, and a day. No names, no clock, no own database.
Out: measures per child, flags that carry their rule and numbers, sentences, and the eight-week picture.
"""
