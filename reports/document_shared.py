"""Parts that several documents share: the law, protection as installed, scoring, retention, people."""

from __future__ import annotations

from collections.abc import Iterator

import texts
from assessments.form.form import SCORING_VERSION
from domain import INTERPERSONAL_FLOOR
from reports.document import Aside, Bullets, Inline, Part, Table, blank, bullets, table
from texts import day, number, percent, t
from workflows.campaigns.campaign_settings import MAX_RETENTION_MONTHS
from workflows.privacy.documents import Facts, Installation


def law(facts: Facts) -> str:
    """Return what the data protection law is called under a campaign's jurisdiction."""
    return t(f"documents.law.{facts.jurisdiction}")


def article(facts: Facts, name: str) -> str:
    """Return a source: one of ``documents.source``, under the law's own name."""
    return t(f"documents.source.{name}", law=law(facts))


def template(facts: Facts) -> Aside:
    """Return what stands before everything: what this is, and that somebody has to check it."""
    parts = [t("documents.template.text")]
    if facts.state == "draft":
        parts.append(t("documents.template.draft"))
    return Aside(t("documents.template.title"), tuple(parts))


def controller(facts: Facts) -> Table:
    """Return who is responsible and whom to ask, as the campaign has it."""
    chosen = facts.settings
    rows: list[tuple[Part, Part | Inline]] = [
        (t("documents.controller.name"), chosen.controller_name),
        (t("documents.controller.address"), " ".join(chosen.controller_address.split())),
        (t("documents.controller.dpo"), chosen.dpo_contact),
        (t("documents.controller.authority"), chosen.authority),
        (t("documents.controller.joint"), blank("controller", "joint")),
        (t("documents.controller.representative"), blank("controller", "representative")),
    ]
    return table((t("documents.controller.who"), t("documents.controller.entry")), rows, (2, 5))


def measures(facts: Facts) -> Bullets:
    """Return how data are protected: what is set up, and blanks for what cannot be seen from here."""
    return bullets([*_access(facts), *_transport(facts.installation), *_keeping(facts.installation)])


def _access(facts: Facts) -> Iterator[Part]:
    installation = facts.installation
    yield t("documents.measures.access")
    yield t("documents.measures.links")
    if not installation.passwords_are_off:
        yield t("documents.measures.passwords")
        yield t(
            "documents.measures.second_factor",
            some=number(installation.n_second_factors), all=number(installation.n_accounts),
        )  # fmt: skip
    if installation.has_provider:
        yield t(
            "documents.measures.provider_only"
            if installation.passwords_are_off
            else "documents.measures.provider"
        )
    yield t("documents.measures.sign_in_ends", count=installation.sign_in_days)
    yield t("documents.measures.blind" if facts.settings.blind_names else "documents.measures.not_blind")
    yield t("documents.measures.markers")
    yield t("documents.measures.record")


def _transport(installation: Installation) -> Iterator[Part | Inline]:
    yield t("documents.measures.https") if installation.has_https else (
        t("documents.measures.no_https"), blank("it", "https"),
    )  # fmt: skip
    yield t("documents.measures.cookies")
    yield t(f"documents.measures.mail.{installation.mail}")
    yield t("documents.measures.outside")


def _keeping(installation: Installation) -> Iterator[Part | Inline]:
    yield t(f"documents.measures.database.{installation.database}")
    yield t("documents.measures.not_encrypted"), blank("it", "disk")
    copies = t("documents.measures.no_backup")
    if installation.last_backup_at is not None:
        copies = t("documents.measures.backup", date=day(installation.last_backup_at.date()))
    yield copies, blank("it", "backup")
    yield t("documents.measures.purge")
    yield t("documents.measures.logs")
    yield blank("it", "organisation")


def retention(facts: Facts) -> Bullets:
    """Return how long files are kept, as the purge goes by it."""
    chosen = facts.settings
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


def weights_table(facts: Facts) -> Table:
    """Return what is measured and how much it counts."""
    rows = []
    for competency in facts.form["competencies"]:
        family, code = competency["family"], competency["code"]
        inside = sum(
            facts.weights["competencies"][other["code"]]
            for other in facts.form["competencies"]
            if other["family"] == family
        )
        share = (
            facts.weights["families"][family] * facts.weights["competencies"][code] / inside if inside else 0
        )
        rows.append((texts.both(competency["name"]), texts.both(competency["definition"]), percent(share)))
    columns = (t("documents.weights.what"), t("documents.weights.means"), t("documents.weights.share"))
    return table(columns, rows, (4, 9, 2))


def weights_lines(facts: Facts) -> Bullets:
    """Return how families and methods count, and whether that was changed since publication."""
    families, methods = facts.weights["families"], facts.weights["methods"]
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
    if facts.weighting:
        lines.append(t("documents.weights.changed", count=facts.weighting))
    return bullets(lines)


def scoring(facts: Facts) -> Bullets:
    """Return how scores come about and what they cannot tell."""
    reader = "second_reader" if facts.settings.second_reader else "rules"
    lines = [t(f"documents.scoring.{name}") for name in ("key", reader, "chance")]
    if guide := facts.form.get("interview"):
        lines.append(t(f"documents.scoring.interview_{guide['counts']}"))
    return bullets(
        [*lines, *(t(f"documents.scoring.{name}") for name in ("error", "competencies", "ties", "missing"))]
    )


def limits(facts: Facts) -> Bullets:
    """Return what nobody may conclude from the scores."""
    status = texts.both(facts.form["key_status"])
    names = ("no_link", "few", "share")
    return bullets([status, *(t(f"documents.limits.{name}") for name in names)])


def decides() -> Bullets:
    """Return who decides, and what keeps a number from deciding."""
    names = ("person", "reason", "against", "contest")
    return bullets(t(f"documents.decides.{name}") for name in names)


def not_used(facts: Facts) -> Bullets:
    """Return what no score knows."""
    names = ["time", "device", "camera", "accounts", "grounds", "accommodations"]
    if facts.settings.self_identification:
        names.append("self_identification")
    return bullets(t(f"documents.not_used.{name}") for name in names)


def people(facts: Facts) -> Table:
    """Return who reaches the data of this campaign, by role."""
    rows = [
        (t(f"staff.roles.{role}"), number(count), t(f"documents.roles.{role}"))
        for role, count in facts.team.items()
    ]
    columns = (t("documents.roles.role"), t("documents.roles.people"), t("documents.roles.sees"))
    return table(columns, rows, (3, 2, 9))


def versions(facts: Facts) -> Table:
    """Return what exactly this document rests on."""
    when = t("documents.versions.draft")
    if facts.published_at is not None:
        when = day(facts.published_at.date())
    rows = [
        (
            t("documents.versions.product"),
            t("documents.versions.content", version=facts.form["content_version"]),
        ),
        (t("documents.versions.scoring"), SCORING_VERSION),
        (t("documents.versions.form"), str(facts.form["sha256"])),
        (t("documents.versions.published"), when),
        (t("documents.versions.made"), day(facts.made_at.date())),
    ]
    return table((t("documents.versions.what"), t("documents.versions.which")), rows, (2, 5))
