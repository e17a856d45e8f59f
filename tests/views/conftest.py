"""Who looks at a page, for every test of pages that need somebody signed in."""

import dataclasses
import functools

import pytest
from streamlit.components.v2 import manifest_scanner

import texts
from workflows.accounts import sign_in

# Every AppTest asks all installed packages whether they bring components, which takes longer than the page.
manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)


@pytest.fixture
def be(monkeypatch):
    """Sign somebody in, in a language."""

    def become(actor, language="en"):
        acting = dataclasses.replace(actor, language=language)
        monkeypatch.setattr(sign_in, "actor_of", lambda token: acting)
        # AppTest asks a widget's labels again outside the page's run.
        texts.use(language)
        return acting

    return become


@pytest.fixture(params=texts.LANGUAGES)
def be_in_each(request, be):
    """Sign somebody in, in each language in turn."""
    return lambda actor: be(actor, request.param)
