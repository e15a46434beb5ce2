"""Design: the base page, components and tokens. Templates and static files only; no personal data."""
