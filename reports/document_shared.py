"""What several documents say alike: the law, protection as installed, how scores come about, how long."""

from __future__ import annotations

from collections.abc import Iterator

import texts
from assessments.form.form import SCORING_VERSION
from domain import INTERPERSONAL_FLOOR
from reports.document import Aside, Bullets, Inline, Part, Table, blank, bullets, table
from texts import day, number, percent, t
from workflows.campaigns.campaign_settings import MAX_RETENTION_MONTHS
from workflows.privacy.documents import Facts, Installation


def law(found: Facts) -> str:
    """Return what the data protection law is called under a campaign's jurisdiction."""
    return t(f"documents.law.{found.jurisdiction}")


def article(found: Facts, name: str) -> str:
    """Return a source: one of ``documents.source``, under the law's own name."""
    return t(f"documents.source.{name}", law=law(found))


def template(found: Facts) -> Aside:
    """Return what stands before everything: what this is, and that somebody has to check it."""
    parts = [t("documents.template.text")]
    if found.state == "draft":
        parts.append(t("documents.template.draft"))
    return Aside(t("documents.template.title"), tuple(parts))


def controller(found: Facts) -> Table:
    """Return who is responsible and whom to ask, as the campaign has it."""
    chosen = found.settings
    rows: list[tuple[Part, Part | Inline]] = [
        (t("documents.controller.name"), chosen.controller_name),
        (t("documents.controller.address"), " ".join(chosen.controller_address.split())),
        (t("documents.controller.dpo"), chosen.dpo_contact),
        (t("documents.controller.authority"), chosen.authority),
        (t("documents.controller.joint"), blank("controller", "joint")),
        (t("documents.controller.representative"), blank("controller", "representative")),
    ]
    return table((t("documents.controller.who"), t("documents.controller.entry")), rows, (2, 5))


def measures(found: Facts) -> Bullets:
    """Return how data are protected: what is set up, and blanks for what cannot be seen from here."""
    return bullets([*_access(found), *_transport(found.installation), *_keeping(found.installation)])


def _access(found: Facts) -> Iterator[Part]:
    here = found.installation
    yield t("documents.measures.access")
    yield t("documents.measures.links")
    if not here.passwords_are_off:
        yield t("documents.measures.passwords")
        yield t(
            "documents.measures.second_factor",
            some=number(here.n_second_factors), all=number(here.n_accounts),
        )  # fmt: skip
    if here.has_provider:
        yield t(
            "documents.measures.provider_only" if here.passwords_are_off else "documents.measures.provider"
        )
    yield t("documents.measures.sign_in_ends", count=here.sign_in_days)
    yield t("documents.measures.blind" if found.settings.blind_names else "documents.measures.not_blind")
    yield t("documents.measures.markers")
    yield t("documents.measures.record")


def _transport(here: Installation) -> Iterator[Part | Inline]:
    yield t("documents.measures.https") if here.has_https else (
        t("documents.measures.no_https"), blank("it", "https"),
    )  # fmt: skip
    yield t("documents.measures.cookies")
    yield t(f"documents.measures.mail.{here.mail}")
    yield t("documents.measures.outside")


def _keeping(here: Installation) -> Iterator[Part | Inline]:
    yield t(f"documents.measures.database.{here.database}")
    yield t("documents.measures.not_encrypted"), blank("it", "disk")
    copies = t("documents.measures.no_backup")
    if here.last_backup_at is not None:
        copies = t("documents.measures.backup", date=day(here.last_backup_at.date()))
    yield copies, blank("it", "backup")
    yield t("documents.measures.purge")
    yield t("documents.measures.logs")
    yield blank("it", "organisation")


def kept(found: Facts) -> Bullets:
    """Return how long files are kept, as the purge goes by it."""
    chosen = found.settings
    return bullets(
        [
            t("documents.kept.decided", count=chosen.retention_months),
            t("documents.kept.undecided", date=day(chosen.answer_by)),
            t("documents.kept.withdrawn"),
            t("documents.kept.longer", count=MAX_RETENTION_MONTHS),
            t("documents.kept.request"),
            t("documents.kept.stub"),
            (t("documents.kept.copies"), blank("it", "copies")),
        ]
    )


def weights_table(found: Facts) -> Table:
    """Return what is measured and how much it counts."""
    rows = []
    for competency in found.form["competencies"]:
        family, code = competency["family"], competency["code"]
        inside = sum(
            found.weights["competencies"][other["code"]]
            for other in found.form["competencies"]
            if other["family"] == family
        )
        share = (
            found.weights["families"][family] * found.weights["competencies"][code] / inside if inside else 0
        )
        rows.append((texts.both(competency["name"]), texts.both(competency["definition"]), percent(share)))
    columns = (t("documents.weights.what"), t("documents.weights.means"), t("documents.weights.share"))
    return table(columns, rows, (4, 9, 2))


def weights_lines(found: Facts) -> Bullets:
    """Return how families and methods count, and whether that was changed since publication."""
    families, methods = found.weights["families"], found.weights["methods"]
    whole = sum(methods.values())
    lines = [
        t(
            "documents.weights.families",
            people=percent(families["interpersonal"]), tools=percent(families["technical"]),
            floor=percent(INTERPERSONAL_FLOOR),
        ),
        t("documents.weights.methods", list=", ".join(
            t("documents.weights.method", name=t(f"documents.methods.{name}"), share=percent(weight / whole))
            for name, weight in methods.items()
        )),
    ]  # fmt: skip
    if found.weighting:
        lines.append(t("documents.weights.changed", count=found.weighting))
    return bullets(lines)


def scoring(found: Facts) -> Bullets:
    """Return how scores come about and what they cannot tell."""
    reader = "second_reader" if found.settings.second_reader else "rules"
    lines = [t(f"documents.scoring.{name}") for name in ("key", reader, "chance")]
    if guide := found.form.get("interview"):
        lines.append(t(f"documents.scoring.interview_{guide['counts']}"))
    return bullets(
        [*lines, *(t(f"documents.scoring.{name}") for name in ("error", "competencies", "ties", "missing"))]
    )


def limits(found: Facts) -> Bullets:
    """Return what nobody may conclude from the scores."""
    status = texts.both(found.form["key_status"])
    names = ("no_link", "few", "share")
    return bullets([status, *(t(f"documents.limits.{name}") for name in names)])


def decides() -> Bullets:
    """Return who decides, and what keeps a number from deciding."""
    names = ("person", "reason", "against", "contest")
    return bullets(t(f"documents.decides.{name}") for name in names)


def not_used(found: Facts) -> Bullets:
    """Return what no score knows."""
    names = ["time", "device", "camera", "accounts", "grounds", "accommodations"]
    if found.settings.self_identification:
        names.append("self_identification")
    return bullets(t(f"documents.not_used.{name}") for name in names)


def people(found: Facts) -> Table:
    """Return who reaches the data of this campaign, by role."""
    rows = [
        (t(f"staff.roles.{role}"), number(count), t(f"documents.roles.{role}"))
        for role, count in found.team.items()
    ]
    columns = (t("documents.roles.role"), t("documents.roles.people"), t("documents.roles.sees"))
    return table(columns, rows, (3, 2, 9))


def versions(found: Facts) -> Table:
    """Return what exactly this document rests on."""
    when = t("documents.versions.draft")
    if found.published_at is not None:
        when = day(found.published_at.date())
    rows = [
        (
            t("documents.versions.product"),
            t("documents.versions.content", version=found.form["content_version"]),
        ),
        (t("documents.versions.scoring"), SCORING_VERSION),
        (t("documents.versions.form"), str(found.form["sha256"])),
        (t("documents.versions.published"), when),
        (t("documents.versions.made"), day(found.made_at.date())),
    ]
    return table((t("documents.versions.what"), t("documents.versions.which")), rows, (2, 5))
