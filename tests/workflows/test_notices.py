"""What was acknowledged can be read back, word for word."""

import pytest
from sqlalchemy import func, select

from data.common import engine
from data.privacy.notices import notice_of
from data.schema import sitting
from data.schema_trust import notice_text
from tests.builders import mixed_form
from tests.workflows.seated import TOKEN, invite
from workflows import sitting as workflows_sitting
from workflows.privacy.data_map import keep_shown, notice_sha256

pytestmark = pytest.mark.usefixtures("database")

NOTICE = '[["Qui", ["Groupe Ardéal, « 12 quai »"]]]'


def begun():
    invite(mixed_form())
    workflows_sitting.enter(TOKEN, accepted_language="fr")
    workflows_sitting.choose_language(TOKEN, "fr")


def stored():
    with engine.reading() as c:
        return c.execute(select(notice_text)).all()


def test_the_acknowledged_notice_is_there_under_the_hash_the_sitting_names():
    begun()
    workflows_sitting.acknowledge_notice(TOKEN, NOTICE)
    with engine.reading() as c:
        named = c.scalar(select(sitting.c.notice_sha256))
        assert named == notice_sha256(NOTICE)
        assert notice_of(c, named) == NOTICE
    assert [row.language for row in stored()] == ["fr"]


def test_a_notice_is_stored_once_when_first_shown():
    keep_shown(NOTICE, "fr")
    (first,) = stored()
    keep_shown(NOTICE, "fr")
    begun()
    workflows_sitting.acknowledge_notice(TOKEN, NOTICE)
    assert stored() == [first]
    keep_shown(NOTICE + " ", "fr")
    assert len(stored()) == 2


def test_the_first_acknowledgement_stands():
    begun()
    workflows_sitting.acknowledge_notice(TOKEN, NOTICE)
    workflows_sitting.acknowledge_notice(TOKEN, "another")
    with engine.reading() as c:
        assert c.scalar(select(sitting.c.notice_sha256)) == notice_sha256(NOTICE)
        assert c.scalar(select(func.count(notice_text.c.sha256))) == 1
