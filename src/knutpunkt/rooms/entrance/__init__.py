"""Entrance: signing in, choosing what to work as, the frame around every page, the gate before every view.

In: an account with two factors and its running assignments. Out: ``request.actor`` on every request, the menu
that later rooms register in, and a refusal for every view that nobody has classified.
"""
