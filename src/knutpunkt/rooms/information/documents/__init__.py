"""Papers of this room: data in, tagged PDF out."""
