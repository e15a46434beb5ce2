"""Knutpunkt: the shared workspace around a child or young person at risk of falling out of school."""
