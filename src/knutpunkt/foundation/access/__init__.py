"""Access: THE policy. Who may do what with which record on which day, and on what ground.

Takes in an actor and rows; hands on only the rows the law and consent open, each with its ground.
``decide`` is the specification, ``scope`` the implementation, ``door`` the only way in.
"""
