"""People: municipalities, agencies and units; professionals and their assignments; children and guardians.

Takes in what the sources say about persons and organisations; hands on who someone is and where they belong
on a given day. Nothing here knows of cases.
"""
