"""Pages of this room: a child, a case, what is written in it."""
