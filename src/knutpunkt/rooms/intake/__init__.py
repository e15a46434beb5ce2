"""Intake: files from the municipality's systems become people in the database and lessons in the lake.

In: CSV files, each with its declared scope, source and day. Out: units, staff, children, guardians and
enrolments; Parquet (`lake.current()`); a file of refused rows: line, column and reason, never a value.
"""
