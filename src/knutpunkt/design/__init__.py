"""What every page looks like: the base page, the components, the colours.

In: a page's own words and rows, the variable `shell` for the frame.
Out: accessible HTML, CSS and a little JavaScript.
Knows nothing of children, access or the database. How to call each component: docs/design.md.
"""
