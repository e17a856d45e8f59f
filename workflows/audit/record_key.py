"""Putting the record's seals under the key that is set."""

from __future__ import annotations

from data.audit.log import lock_record, record_mac
from data.common.engine import as_one, writing
from data.row_seals import put_under
from errors import RecordKeyError
from workflows.audit.log import CONSOLE, log_action_by
from workflows.audit.verify import verify
from workflows.audit.verify_rows import MAC
from workflows.common.clock import utc_now


def adopt_key() -> int:
    """Put every seal under the key, after everything was verified, and return how many they are.

    Raises
    ------
    RecordKeyError
        None is set, or what is stored is not as it was sealed.
    SettingsError
        The key's file cannot be used.
    """
    mac = record_mac()
    if mac is None:
        raise RecordKeyError("ENTREGENT_RECORD_KEY_FILE names no key; nothing was changed.")
    # One transaction: what is put under the key is what was verified.
    with as_one():
        differences = [difference for difference in verify().differences if difference.where != MAC]
        if differences:
            raise RecordKeyError(
                f"There are {len(differences)} differences (`cli.py verify` names them); no seal was put "
                "under the key: it would vouch for them."
            )
        with writing() as connection:
            lock_record(connection)
            n = put_under(connection, mac)
            log_action_by(connection, CONSOLE, "adopt_key", "record", utc_now(), n=n)
    return n
