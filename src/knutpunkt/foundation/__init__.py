"""What every room stands on: it has no pages and imports nothing above itself.

Built in this order: sealing, audit, people, commitments, casefile, access.
"""
