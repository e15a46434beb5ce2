"""Pages of this room: conflicts, emergencies, holds, requests, and looking through a colleague's eyes."""
