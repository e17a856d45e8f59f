"""The message on a page that failed for a reason nobody foresaw."""

from __future__ import annotations

import secrets

import streamlit as st
import structlog

from errors import ChangedMeanwhile, RoleChanged, SignInOver, StorageError
from texts import t
from views.common import act

_log = structlog.get_logger()


def explain_crash(failure: Exception) -> bool:
    """Tell the reader that what was saved is safe, with a reference to the log; hide the failure itself."""
    if isinstance(failure, (SignInOver, RoleChanged)):
        act.show_lost_access(failure)
        return True
    if isinstance(failure, StorageError):
        # Whoever met it has written it to the log; there is nothing of ours to look for.
        st.error(t("staff.errors.storage"))
        return True
    if isinstance(failure, ChangedMeanwhile):
        st.error(t("staff.errors.changed_meanwhile"))
        return True
    reference = secrets.token_hex(4).upper()
    # The log's renderer shows no local values (web/edge/logs.py): they could hold what a candidate wrote.
    _log.error("page_failed", reference=reference, kind=type(failure).__name__, exc_info=failure)
    st.error(t("candidate.errors.crash", reference=reference))
    return True
