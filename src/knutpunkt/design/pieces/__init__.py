"""The components behind `{% load components %}`: inline pieces, blocks, forms, the child's page.

In: plain text, rows and forms from a page. Out: safe HTML without inline styles or scripts.
"""
