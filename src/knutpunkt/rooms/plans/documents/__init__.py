"""Documents of this room: data in, tagged PDF out. The template is Typst; text stays text."""
