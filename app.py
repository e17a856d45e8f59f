"""Entregent's entry: ``streamlit run app.py``. Routes, middleware and start-up; no logic."""

import streamlit as st
from starlette.middleware import Middleware
from web.security import SecurityHeaders

from web import candidate, exports, exports_results, health, sign_in
from web.compression import PrecompressedStatic
from web.start import lifespan

app = st.App(
    "views/main.py",
    routes=[
        *candidate.ROUTES,
        *sign_in.ROUTES,
        *exports.ROUTES,
        *exports_results.ROUTES,
        *health.ROUTES,
    ],
    middleware=[Middleware(SecurityHeaders), Middleware(PrecompressedStatic)],
    lifespan=lifespan,
)
