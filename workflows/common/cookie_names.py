"""Names of the product's cookies; over https each is sent with ``__Host-`` before it.

A browser takes a cookie named so from this very host only, over https, for all its paths: no neighbouring
host and no plain connection can put one there. The server's edge changes the names
(``web/edge/cookies.py``), so that everything inside knows them by the short ones.
"""

from __future__ import annotations

STAFF = "entregent_staff"
"""A sign-in of staff."""
HALF_OPEN = "entregent_half"
"""The right password was given, and a code is still owed."""
JOINING = "entregent_join"
"""A link to choose a password."""
KNOWN = "entregent_known"
"""Which accounts were opened in this browser before."""
SITTING = "entregent_sitting"
"""A candidate's link."""

ALL = (STAFF, HALF_OPEN, JOINING, KNOWN, SITTING)
HOST = "__Host-"
