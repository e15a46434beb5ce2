"""The work, in the order it happens. A room imports the foundation and earlier rooms, never later ones."""
