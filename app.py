"""Entregent's entry: ``streamlit run app.py``. Routes, middleware and start-up; no logic."""

from pathlib import Path

import streamlit as st

from settings import settings
from texts import preload
from views.components.bundle import FILES
from views.sit_early import early_page
from views.sit_next import next_scene
from views.trouble import explain_crash
from web import (
    answers,
    candidate,
    documents,
    drafts,
    exports,
    exports_record,
    exports_results,
    forgotten,
    health,
    interviews,
    oidc,
    reports,
    rights,
    sheets,
    sign_in,
)
from web.address import keep_peer
from web.compression import Store
from web.logs import configure, leave_values_out
from web.middleware import stack
from web.slow_lines import bound_lines
from web.start import lifespan, refusing_plainly
from workflows.private_files import keep_private

keep_private()
configure()
leave_values_out()
bound_lines()
keep_peer()
preload()

FONTS = Path(__file__).parent / "static"
with refusing_plainly():
    STORE = Store(settings().var_dir / "compressed")

app = st.App(
    "views/main.py",
    routes=[
        *candidate.ROUTES,
        *answers.routes(next_scene),
        *drafts.ROUTES,
        *sheets.ROUTES,
        *sign_in.ROUTES,
        *oidc.ROUTES,
        *forgotten.ROUTES,
        *exports.ROUTES,
        *exports_record.ROUTES,
        *exports_results.ROUTES,
        *interviews.ROUTES,
        *reports.ROUTES,
        *documents.ROUTES,
        *rights.ROUTES,
        *health.ROUTES,
    ],
    middleware=stack(files=FILES, fonts=FONTS, store=STORE, https=settings().is_secure, early=early_page),
    lifespan=lifespan(STORE, FILES, FONTS),
    on_script_error=explain_crash,
    secrets=oidc.streamlit_secrets(),
)
