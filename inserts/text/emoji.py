"""Emoji: which characters are pictures, and which sequences make one picture (UTS #51, Unicode 15.1)."""

from __future__ import annotations

import re

PICTURES = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u2388\u23cf\u23e9-\u23f3"
    "\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2605\u2607-\u2612\u2614-\u2685\u2690-\u2705"
    "\u2708-\u2712\u2714\u2716\u271d\u2721\u2728\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763-\u2767"
    "\u2795-\u2797\u27a1\u27b0\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001f0ff\U0001f10d-\U0001f10f\U0001f12f\U0001f16c-\U0001f171\U0001f17e\U0001f17f\U0001f18e"
    "\U0001f191-\U0001f19a\U0001f1ad-\U0001f1e5\U0001f201-\U0001f20f\U0001f21a\U0001f22f\U0001f232-\U0001f23a"
    "\U0001f23c-\U0001f23f\U0001f249-\U0001f3fa\U0001f400-\U0001f53d\U0001f546-\U0001f64f\U0001f680-\U0001f6ff"
    "\U0001f774-\U0001f77f\U0001f7d5-\U0001f7ff\U0001f80c-\U0001f80f\U0001f848-\U0001f84f\U0001f85a-\U0001f85f"
    "\U0001f888-\U0001f88f\U0001f8ae-\U0001f8ff\U0001f90c-\U0001f93a\U0001f93c-\U0001f945\U0001f947-\U0001faff"
    "\U0001fc00-\U0001fffd"
)
"""Extended_Pictographic, as the inside of a character class."""

SKINS = "\U0001f3fb-\U0001f3ff"
REGIONALS = "\U0001f1e6-\U0001f1ff"
TAGGED = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,15}\U000e007f"
"""A flag of a country's part, such as Scotland: a black flag, tags, the end tag."""

# Pictures that are coloured by default: a text face's sign of the same code is not what was meant. From U+1F300 all are
# taken to be, as no text face has them.
_COLOURED = (
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be"
    "\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757"
    "\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\U0001f004\U0001f0cf\U0001f18e\U0001f191-\U0001f19a\U0001f201"
    "\U0001f21a\U0001f22f\U0001f232-\U0001f236\U0001f238-\U0001f23a\U0001f250\U0001f251\U0001f300-\U0001faff"
)
_ELEMENT = f"(?:{TAGGED}|[{PICTURES}](?:\ufe0f|[{SKINS}])?)"

SEQUENCE = re.compile(
    f"[{REGIONALS}]{{2}}"
    "|[0-9#*]\ufe0f?\u20e3"
    f"|{_ELEMENT}(?:\u200d{_ELEMENT})+"
    f"|{TAGGED}"
    f"|[{PICTURES}](?:\ufe0f|[{SKINS}])"
    f"|[{_COLOURED}](?!\ufe0e)"
)
"""One picture: a flag, a keycap, a chain, a picture asked for by selector or skin tone, or one coloured by default."""

HINT = re.compile(f"[\u200d\ufe0f\u20e3{_COLOURED}{REGIONALS}{SKINS}]")
"""Without one of these a text has no emoji sequence."""
