"""Measurements: what the product does per second, beside the best known way to do the same."""
