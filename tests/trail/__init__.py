"""The verifier as it is used: a command on a database file, without the web."""
