"""Tables of the lake: lessons, grades and terms, checked and merged in DuckDB.

In: files with their declared scope, and which child and unit each key stands for. Out: counts, refused rows,
and Parquet in a draft generation. Nothing here touches the database.
"""
