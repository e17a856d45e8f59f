"""What every column of an export means, in both languages; a column without an entry fails the tests."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.marks import MOST_MARKERS
from scoring.scheme import COMPETENCIES, FAMILIES

Entry = tuple[str, str]
"""English, French."""

_SCALE: Entry = (
    "0-1 scale, unclipped: 1 = the key's own answers, 0 = what random answers earn on average; "
    "empty = not enough evidence",
    "échelle 0-1, non bornée : 1 = les réponses de la clé, 0 = la moyenne de réponses au hasard ; "
    "vide = pas assez d'éléments",
)

RESULTS: dict[str, Entry] = {
    "candidate": ("Identifier of the candidate, stable", "Identifiant stable de la personne"),
    "pseudonym": ("Pseudonym in this campaign", "Pseudonyme dans cette campagne"),
    "name": ("Name; only in an export with names", "Nom ; seulement dans un export nominatif"),
    "n_answered": ("Scenes answered", "Situations avec réponse"),
    "n_items": ("Scenes in the form", "Situations du questionnaire"),
    **{
        code: (f"Competency {code}: {_SCALE[0]}", f"Compétence {code} : {_SCALE[1]}") for code in COMPETENCIES
    },
    **{f"{code}_sem": (f"Standard error of {code}", f"Erreur type de {code}") for code in COMPETENCIES},
    **{name: (f"Family {name}: {_SCALE[0]}", f"Famille {name} : {_SCALE[1]}") for name in FAMILIES},
    "composite": (
        f"Weighted mean of both families: {_SCALE[0]}",
        f"Moyenne pondérée des familles : {_SCALE[1]}",
    ),
    "sem": ("Standard error of the composite", "Erreur type du score global"),
    "sem_basis": (
        "estimated: from this pool's answers; assumed: from the form's declared prior (under 30 complete)",
        "estimated : d'après ces réponses ; assumed : hypothèse déclarée du questionnaire (moins de 30)",
    ),
    "tier": (
        "1 = top; neighbours across an edge may not be distinguishable",
        "1 = premier ; de part et d'autre d'une limite, l'écart peut ne rien vouloir dire",
    ),
    "expected_rank": ("Mean of the ranks that are possible", "Moyenne des rangs possibles"),
    "rank_low": ("Lower end of the 90 % interval of the rank", "Borne basse de l'intervalle à 90 % du rang"),
    "rank_high": ("Upper end of the 90 % interval of the rank", "Borne haute de l'intervalle à 90 % du rang"),
    "p_top_k": (
        "Estimated probability of being among the best k, k = places of the campaign",
        "Probabilité estimée d'être parmi les k premiers, k = postes de la campagne",
    ),
    "flags": ("Remarks, as codes (see docs/scoring.md)", "Remarques, en codes (voir docs/scoring.md)"),
}

ANSWERS: dict[str, Entry] = {
    "candidate": RESULTS["candidate"],
    "pseudonym": RESULTS["pseudonym"],
    "item": ("Scene", "Situation"),
    "format": ("Way of answering", "Mode de réponse"),
    "answer": ("Answer as JSON; empty = skipped", "Réponse en JSON ; vide = passée"),
    "points": (
        "1 = the key's own answer, 0 = chance; empty = none",
        "1 = la clé, 0 = le hasard ; vide = aucun",
    ),
    "revision": (
        "Which version of the answer; the newest counts",
        "Version de la réponse ; la dernière compte",
    ),
    "language": ("Language it was given in", "Langue de la réponse"),
    "answered_at": ("Instant, UTC", "Instant, UTC"),
}

MARKS_LONG: dict[str, Entry] = {
    "candidate": RESULTS["candidate"],
    "pseudonym": RESULTS["pseudonym"],
    "item": ("Prompt", "Consigne"),
    "place": (
        "1 and 2: the first two, without knowing each other's; 3: asked for where these differ widely",
        "1 et 2 : les deux premières, sans connaître l'autre ; 3 : demandée si elles sont très différentes",
    ),
    "marker": (
        "Account of who marked; only for those who appoint markers",
        "Compte de qui a noté ; seulement pour qui désigne les personnes qui notent",
    ),
    "dimension": ("Dimension of the rubric", "Dimension de la grille"),
    "mark": ("Mark, 0 to 4", "Note, de 0 à 4"),
}

_STATE: Entry = (
    "settled; awaits_marks: fewer than two; awaits_third: two that differ widely",
    "settled : complet ; awaits_marks : moins de deux notes ; awaits_third : deux notes très différentes",
)


def marks_entries(names: Mapping[str, Mapping[str, str]], *, with_markers: bool) -> dict[str, Entry]:
    """Return what the columns of the table of marked replies mean.

    Parameters
    ----------
    names : mapping of dimension to its name in both languages
    with_markers : bool
        Whether it tells which account marked, and the notes.
    """
    found = {name: MARKS_LONG[name] for name in ("candidate", "pseudonym", "item")} | {"state": _STATE}
    for place in range(1, MOST_MARKERS + 1):
        if with_markers:
            found[f"marker_{place}"] = MARKS_LONG["marker"]
        for dimension, name in names.items():
            found[f"{dimension}_{place}"] = (
                f"{name['en']}: mark {place}, 0 to 4; empty = not given",
                f"{name['fr']} : note {place}, de 0 à 4 ; vide = pas donnée",
            )
        found[f"total_{place}"] = (f"Sum of mark {place}", f"Somme de la note {place}")
        if with_markers:
            found[f"note_{place}"] = (f"Note written with mark {place}", f"Remarque jointe à la note {place}")
    for dimension, name in names.items():
        found[f"{dimension}_agreed"] = (
            f"{name['en']}: mean of two marks, median of three; empty = pending",
            f"{name['fr']} : moyenne de deux notes, médiane de trois ; vide = en attente",
        )
    return found | {"total_agreed": ("Sum of what is agreed", "Somme des notes retenues")}


_INTERVIEWER: Entry = (
    "Number of the interviewer, the same in the whole file",
    "Numéro de la personne qui a mené l'entretien, le même dans tout le fichier",
)
_ACCOUNT: Entry = (
    "Account; only for those who plan interviews",
    "Compte ; seulement pour qui organise les entretiens",
)

RATINGS: dict[str, Entry] = {
    "candidate": RESULTS["candidate"],
    "pseudonym": RESULTS["pseudonym"],
    "interviewer": _INTERVIEWER,
    "account": _ACCOUNT,
    "question": ("Question of the guide", "Question du guide"),
    "rating": ("1 to 5; empty = not observed, which is not low", "1 à 5 ; vide = non observé, et non faible"),
    "evidence": ("What was seen or said", "Ce qui a été vu ou dit"),
    "probes": ("Probes that were asked, numbered from 1", "Relances posées, numérotées à partir de 1"),
}

RECOMMENDATIONS: dict[str, Entry] = {
    "candidate": RESULTS["candidate"],
    "pseudonym": RESULTS["pseudonym"],
    "interviewer": _INTERVIEWER,
    "account": _ACCOUNT,
    "recommendation": (
        "strong_no, no, yes or strong_yes, each alone; enters no score",
        "strong_no, no, yes ou strong_yes, chacun de son côté ; n'entre dans aucun score",
    ),
    "reason": ("Written reason", "Motif écrit"),
}

AGREED_RATINGS: dict[str, Entry] = {
    "candidate": RESULTS["candidate"],
    "pseudonym": RESULTS["pseudonym"],
    "question": RATINGS["question"],
    "revision": ("From 1; the last one stands", "À partir de 1 ; la dernière vaut"),
    "rating": (
        "1 to 5, agreed on after talking; enters no score",
        "1 à 5, retenue après discussion ; n'entre dans aucun score",
    ),
    "reason": ("Written reason", "Motif écrit"),
    "agreed_by": ("Numbers of the interviewers who agreed", "Numéros des personnes qui sont d'accord"),
    "recorded_by_account": (
        "Account that wrote it down; only for those who plan interviews",
        "Compte qui l'a consignée ; seulement pour qui organise les entretiens",
    ),
    "recorded_at": ("Instant, UTC", "Instant, UTC"),
}

CAUTION: Entry = (
    "One piece of evidence among others: do not use these numbers alone. Keys are rational and not "
    "validated; no decision follows from them automatically.",
    "Un élément parmi d'autres : ces chiffres ne suffisent pas à eux seuls. Les clés sont raisonnées, "
    "non validées ; aucune décision n'en découle automatiquement.",
)
