# ruff: noqa: E501 a drawing is one line
"""The icons, drawn for Knutpunkt on a 24 × 24 grid: one stroke width, round ends, no fill.

In: nothing. Out: ICONS, the inside of the `<svg>` for each name. A dot is a zero-length stroke (`M12 17h.01`).
"""

from django.utils.safestring import mark_safe

_DRAWN: dict[str, str] = {
    # The places in the left menu
    "day": '<path d="M4 19h16M7 19a5 5 0 0 1 10 0M12 6v3M4.6 10.6l1.8 1.8M19.4 10.6l-1.8 1.8"/>',
    "children": '<circle cx="8.5" cy="7.5" r="3"/><path d="M3 20v-2a5.5 5.5 0 0 1 11 0v2"/>'
    '<circle cx="17" cy="11" r="2.2"/><path d="M16.6 15.5A4 4 0 0 1 21 19.5v.5"/>',
    "gap": '<path d="M5 4v16M5 13h5v7M19 4v16M19 13h-5v7"/>',
    "concern": '<path d="M2.5 12S6 6 12 6s9.5 6 9.5 6-3.5 6-9.5 6-9.5-6-9.5-6z"/><circle cx="12" cy="12" r="2.6"/>',
    "outside": '<path d="M13 4H5v16h8M16 8l4 4-4 4M20 12h-9"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="14.5" rx="2"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>',
    "statistics": '<path d="M4 20h16M7 20v-6M12 20V5M17 20v-9"/>',
    "together": '<circle cx="12" cy="6" r="2.5"/><circle cx="5.5" cy="17" r="2.5"/><circle cx="18.5" cy="17" r="2.5"/>'
    '<path d="M10.8 8.3l-4.1 6.3M13.2 8.3l4.1 6.3M8.5 17h7"/>',
    "methods": '<path d="M12 6.5C10 5 7.5 4.5 4 4.5v13.5c3.5 0 6 .5 8 2 2-1.5 4.5-2 8-2V4.5c-3.5 0-6 .5-8 2z'
    'M12 6.5V20"/>',
    "intake": '<path d="M12 3.5v10M8 10l4 4 4-4M4 15v4.5h16V15"/>',
    "organisation": '<path d="M4 20V9l8-5 8 5v11M4 20h16M10 20v-5h4v5M8.5 11h.01M12 11h.01M15.5 11h.01"/>',
    # What pages are about
    "plan": '<path d="M6 3.5h9l4 4v13H6z"/><path d="M14.5 3.5V8H19M9.2 13l1.5 1.5 3.3-3.3M9.5 17.5h5.5"/>',
    "people": '<circle cx="12" cy="8" r="3.5"/><path d="M5 20.5v-1a7 7 0 0 1 14 0v1"/>',
    "person": '<circle cx="12" cy="8" r="3.5"/><path d="M5 20.5v-1a7 7 0 0 1 14 0v1"/>',
    "network": '<circle cx="12" cy="12" r="3"/><circle cx="12" cy="3.8" r="1.3"/><circle cx="19.5" cy="9" r="1.3"/>'
    '<circle cx="17" cy="19" r="1.3"/><circle cx="5.5" cy="18" r="1.3"/><circle cx="4.5" cy="8.5" r="1.3"/>'
    '<path d="M12 9V5.1M14.8 11l3.4-1.5M13.9 14.3l2.3 3.6M9.7 14l-3.2 3.1M9.3 10.8L5.7 9.1"/>',
    "home": '<path d="M3.5 11.5L12 4l8.5 7.5M6 9.5V20h12V9.5M10 20v-5.5h4V20"/>',
    "school": '<path d="M12 4L2.5 9 12 14l9.5-5zM6 11v5.5c2 2 4 2.5 6 2.5s4-.5 6-2.5V11M21.5 9v5.5"/>',
    "attendance": '<rect x="4" y="5.5" width="16" height="14.5" rx="2"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4M9 15l2 2 4-4"/>',
    "voice": '<path d="M4 5h16v11h-8.5L7 20v-4H4z"/><path d="M8 9h8M8 12h5"/>',
    "strength": '<path d="M12 20V10M12 13c0-4-2.5-6.5-7-6.5C5 10.5 7.5 13 12 13zM12 10c0-3.5 2.5-6 7-6 0 4-2.5 6-7 6z"/>',
    "risk": '<path d="M12 4v5M5 20h14M7 20l1.5-8h7L17 20M8.5 12a3.5 3.5 0 0 1 7 0"/>',
    "timeline": '<path d="M7 3.5v17"/><circle cx="7" cy="7" r="1.8"/><circle cx="7" cy="16" r="1.8"/><path d="M12 7h8M12 16h6"/>',
    "consent": '<path d="M4 20h16M6.5 16.5c3-6 5-11.5 7-11.5 2.5 0-.5 8-2.5 8-1.5 0 .5-2 2-2s.5 3 2 3 1.5-1.5 3-1.5"/>',
    "note": '<path d="M5 4h14v11.5L14.5 20H5z"/><path d="M19 15h-5v5M8.5 8.5h7M8.5 12h5"/>',
    "meeting": '<path d="M3.5 17.5h17M6 17.5V20M18 17.5V20"/><circle cx="7" cy="8" r="2"/><circle cx="17" cy="8" r="2"/>'
    '<path d="M3.8 14.5a3.3 3.3 0 0 1 6.4 0M13.8 14.5a3.3 3.3 0 0 1 6.4 0"/>',
    "goal": '<path d="M6 21V4M6 5h12l-3 4 3 4H6"/>',
    "flag": '<path d="M6 21V4M6 5h12l-3 4 3 4H6"/>',
    "handover": '<path d="M3.5 8.5h13M13 5l3.5 3.5L13 12M20.5 15.5h-13M11 12l-3.5 3.5L11 19"/>',
    "report": '<path d="M12 3.5l7.5 3v5.5c0 4.5-3 7.5-7.5 9-4.5-1.5-7.5-4.5-7.5-9V6.5z"/><path d="M12 8.5v4M12 15.8h.01"/>',
    "log": '<path d="M3.5 12a8.5 8.5 0 1 0 2.6-6.1L3.5 8.5M3.5 4v4.5H8M12 7.5V12l3 2"/>',
    "task": '<rect x="4.5" y="4.5" width="15" height="15" rx="2.5"/><path d="M8.5 12l2.5 2.5 4.5-5"/>',
    "document": '<path d="M6 3.5h9l4 4v13H6z"/><path d="M14.5 3.5V8H19M9.5 12.5h6M9.5 16h6"/>',
    "paperclip": '<path d="M19.5 11.5l-7.3 7.3a4.6 4.6 0 0 1-6.5-6.5l7.8-7.8a3 3 0 0 1 4.3 4.3l-7.7 7.6a1.5 1.5 0 0 1-2.1-2.1'
    'l6.9-6.9"/>',
    # States
    "check": '<path d="M4.5 12.5l5 5 10-11"/>',
    "done": '<circle cx="12" cy="12" r="8.5"/><path d="M8 12.3l2.8 2.8 5.2-5.9"/>',
    "wait": '<path d="M6.5 3.5h11M6.5 20.5h11M8 3.5c0 5 3 5.5 4 8.5 1-3 4-3.5 4-8.5M8 20.5c0-5 3-5.5 4-8.5 1 3 4 3.5 4 8.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "promise": '<path d="M12 20.5a8.5 8.5 0 1 1 8.5-8.5M12 7v5l2.5 1.5M15 19l2 2 4-4.5"/>',
    "warning": '<path d="M12 4L2.8 19.5h18.4zM12 10v4.5M12 17h.01"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.8h.01"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="10" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5M12 14.5v2.5"/>',
    "unlock": '<rect x="5" y="10.5" width="14" height="10" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 7.8-1.3M12 14.5v2.5"/>',
    "eye": '<path d="M2.5 12S6 6 12 6s9.5 6 9.5 6-3.5 6-9.5 6-9.5-6-9.5-6z"/><circle cx="12" cy="12" r="2.6"/>',
    "eye-off": '<path d="M9.5 6.4A9 9 0 0 1 12 6c6 0 9.5 6 9.5 6a17 17 0 0 1-3 3.6M6.5 7.6A16 16 0 0 0 2.5 12S6 18 12 18'
    'a9 9 0 0 0 4.6-1.3M10.2 10.2a2.6 2.6 0 0 0 3.6 3.6M4 4l16 16"/>',
    "unknown": '<circle cx="12" cy="12" r="8.5" stroke-dasharray="3 3"/><path d="M9.7 9.5a2.4 2.4 0 1 1 3.5 2.2'
    'c-.8.5-1.2 1-1.2 1.9M12 16.3h.01"/>',
    "pause": '<path d="M8.5 5.5v13M15.5 5.5v13"/>',
    # Acts
    "arrow": '<path d="M4 12h15.5M13.5 6l6 6-6 6"/>',
    "arrow-left": '<path d="M20 12H4.5M10.5 6l-6 6 6 6"/>',
    "chevron": '<path d="M9 5l7 7-7 7"/>',
    "chevron-down": '<path d="M5 9l7 7 7-7"/>',
    "up": '<path d="M12 19V5.5M6.5 11L12 5.5 17.5 11"/>',
    "down": '<path d="M12 5v13.5M6.5 13l5.5 5.5 5.5-5.5"/>',
    "sort": '<path d="M8 10l4-4.5 4 4.5M8 14l4 4.5 4-4.5"/>',
    "move": '<rect x="4" y="5.5" width="16" height="14.5" rx="2"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4M9 15h6M12.8 12.7'
    'L15.2 15l-2.4 2.3"/>',
    "undo": '<path d="M8.5 5L4 9.5 8.5 14M4.5 9.5H14a5.5 5.5 0 0 1 0 11H9"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "minus": '<path d="M5 12h14"/>',
    "close": '<path d="M6 6l12 12M18 6L6 18"/>',
    "pen": '<path d="M4 20l1-4.5L16 4.5a2 2 0 0 1 2.8 0l.7.7a2 2 0 0 1 0 2.8L8.5 19zM14 6.5l3.5 3.5"/>',
    "print": '<path d="M7 9V3.5h10V9M7 17H4V9h16v8h-3"/><path d="M7 14h10v6.5H7z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L20.5 20.5"/>',
    "filter": '<path d="M4 6h16M7 12h10M10 18h4"/>',
    "download": '<path d="M12 4v11M7.5 11l4.5 4.5L16.5 11M4.5 20h15"/>',
    "upload": '<path d="M12 15.5V4.5M7.5 9L12 4.5 16.5 9M4.5 20h15"/>',
    "send": '<path d="M20.5 3.5L10 14M20.5 3.5L14 20.5l-4-6.5-6.5-4z"/>',
    "mail": '<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="M4 7l8 6 8-6"/>',
    "phone": '<path d="M6 3.5h3l1.5 4.5-2 1.5a11 11 0 0 0 6 6l1.5-2 4.5 1.5v3a2 2 0 0 1-2.2 2C10.8 19.4 4.6 13.2 4 5.7'
    'a2 2 0 0 1 2-2.2z"/>',
    "link": '<path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1"/>',
    "trash": '<path d="M4.5 6.5h15M9 6.5v-3h6v3M6.5 6.5L7.5 20.5h9l1-14M10.3 10.5v6M13.7 10.5v6"/>',
    # The frame
    "menu": '<path d="M4 6.5h16M4 12h16M4 17.5h16"/>',
    "help": '<circle cx="12" cy="12" r="8.5"/><path d="M9.7 9.5a2.4 2.4 0 1 1 3.5 2.2c-.8.5-1.2 1-1.2 1.9M12 16.3h.01"/>',
    "sun": '<circle cx="12" cy="12" r="3.8"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6l1.5 1.5M16.9 16.9l1.5 1.5'
    'M5.6 18.4l1.5-1.5M16.9 7.1l1.5-1.5"/>',
    "moon": '<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/>',
    "auto": '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5v17M12 7.5l5.5-1.5M12 12h8.5M12 16.5l5.5 1.5"/>',
    "language": '<path d="M3.5 6h10M8.5 4v2M11.5 6c-.8 4-3.5 7-7 8.5M6 9c1 2.5 3 4.5 5.5 5.5M12.5 20l4-10 4 10M14 16.5h5"/>',
    "door": '<path d="M5 20.5V4h9v16.5M3 20.5h18M11 12.5h.01M14 6h4v14.5"/>',
    "key": '<circle cx="8" cy="15.5" r="4"/><path d="M11 12.5L19.5 4M16 7.5l2.5 2.5M13.5 10l1.5 1.5"/>',
    "keyboard": '<rect x="2.5" y="6.5" width="19" height="11.5" rx="2"/><path d="M6 10h.01M9.5 10h.01M13 10h.01M16.5 10h.01'
    'M7.5 14.5h9"/>',
    "settings": '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
}

# The drawings above are constants of this file: nothing a person has written ever becomes markup.
ICONS = {name: mark_safe(drawing) for name, drawing in _DRAWN.items()}  # noqa: S308

# Each tone has its own icon, so that a status is never told by colour alone.
TONE_ICONS: dict[str, str] = {
    "neutral": "",
    "good": "check",
    "wait": "wait",
    "warn": "warning",
    "danger": "warning",
    "accent": "",
    "info": "info",
}
