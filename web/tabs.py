"""Which pages are kept for a while after they are closed: those of people, not those of nobody known.

Streamlit keeps a closed page for ``server.disconnectedSessionTTL``, so that a phone that slept finds it as
it was. A page behind which no cookie names anybody holds nothing worth that, and would let anybody fill the
memory by opening pages and closing them.
"""

from __future__ import annotations

from streamlit.runtime import Runtime
from streamlit.runtime.session_manager import SessionInfo, SessionStorage

from errors import SettingsError
from web.visitors import WHO


class KeptTabs(SessionStorage):
    """Keeps closed pages as another storage does, except those of nobody known.

    Parameters
    ----------
    kept : SessionStorage
        Where the others are kept.
    manager : SessionManager
        Streamlit's, which still has the page that is closing among the open ones.
    """

    def __init__(self, kept: SessionStorage, manager: object) -> None:
        self._kept = kept
        self._manager = manager

    def get(self, session_id: str) -> SessionInfo | None:
        """Return a page that was closed."""
        return self._kept.get(session_id)

    def save(self, session_info: SessionInfo) -> None:
        """Keep a page that is closing; one of nobody known is marked to be ended instead."""
        session = session_info.session
        client = self._manager.get_active_session_info(session.id).client  # type: ignore[attr-defined]
        if dict(client.client_context.headers).get(WHO, "nobody") == "nobody":
            # Streamlit ends at once what it may not resume, and then deletes it here.
            session.clear_user_info()
        else:
            self._kept.save(session_info)

    def delete(self, session_id: str) -> None:
        """Forget a page; one that was never kept changes nothing."""
        if self._kept.get(session_id) is not None:
            self._kept.delete(session_id)

    def list(self) -> list[SessionInfo]:
        """Return the pages that are kept."""
        return self._kept.list()


def keep_tabs_of_people() -> None:
    """Put this storage in the place of Streamlit's own; before anybody is served.

    Raises
    ------
    SettingsError
        When this release of Streamlit keeps its pages elsewhere.
    """
    manager = Runtime.instance()._session_mgr
    if not hasattr(manager, "_session_storage"):
        raise SettingsError(
            "This release of Streamlit keeps closed pages where Entregent does not find them."
        )
    manager._session_storage = KeptTabs(manager._session_storage, manager)  # type: ignore[attr-defined]
