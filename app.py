"""Entregent's entry: ``streamlit run app.py``. Routes, middleware and start-up; no logic."""

from pathlib import Path

import streamlit as st

from settings import settings
from texts import preload
from views.common.trouble import explain_crash
from views.components.bundle import FILES
from views.sitting.early import early_page, next_scene
from web.edge.addresses import keep_peer
from web.edge.compression import Store
from web.edge.logs import configure, leave_values_out
from web.edge.middleware import stack
from web.edge.slow_lines import bound_lines
from web.edge.start import lifespan, refusing_plainly
from web.routes import api, candidate, exports, health, oidc, reports, sign_in
from workflows.files.safe_files import keep_private

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
        *api.routes(next_scene),
        *api.ROUTES,
        *sign_in.ROUTES,
        *oidc.ROUTES,
        *exports.ROUTES,
        *reports.ROUTES,
        *health.ROUTES,
    ],
    middleware=stack(files=FILES, fonts=FONTS, store=STORE, https=settings().is_secure, early=early_page),
    lifespan=lifespan(STORE, FILES, FONTS),
    on_script_error=explain_crash,
    secrets=oidc.streamlit_secrets(),
)
