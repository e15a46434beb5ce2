"""The components behind `{% load components %}`: inline pieces, blocks, forms, and the pictures of the child's page.

In: plain text, rows and forms from a page. Out: safe HTML without inline styles or scripts.
"""
