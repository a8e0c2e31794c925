"""Colours and type of every mail, light and dark. Light colours also survive Gmail's own recolouring."""

from __future__ import annotations

LIGHT = {
    "page": "#f3efe7",
    "card": "#ffffff",
    "ink": "#22262e",
    "mut": "#5f6470",
    "rule": "#e4dfd5",
    "accent": "#14595a",
    "star": "#a86a0b",
    "pos": "#2f7f63",
    "neu": "#c4bdb0",
    "neg": "#bf4a30",
    "pos0": "#a9cdbf",
    "neg0": "#e3b3a6",
    "posbg": "#e1f0e9",
    "postext": "#1d5a45",
    "negbg": "#fae8e2",
    "negtext": "#8a2f1b",
    "tint": "#eef4f3",
    "privbg": "#fbf3df",
}
DARK = {
    "page": "#14161a",
    "card": "#1f232a",
    "ink": "#ece8df",
    "mut": "#a9aeb9",
    "rule": "#3a404a",
    "accent": "#7cc7bd",
    "star": "#e3ae55",
    "pos": "#5fb795",
    "neu": "#5d636e",
    "neg": "#ea8a6f",
    "pos0": "#35614f",
    "neg0": "#7d4a3d",
    "posbg": "#21443a",
    "postext": "#a9e3cd",
    "negbg": "#4d2b23",
    "negtext": "#f7c3b3",
    "tint": "#262f35",
    "privbg": "#38311f",
}
SANS = "Segoe UI, -apple-system, Roboto, Helvetica, Arial, sans-serif"  # Outlook knows the first, or takes Times
SERIF = "Georgia, Times New Roman, serif"
