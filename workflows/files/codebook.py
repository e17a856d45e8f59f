"""The codebook: the meaning of every column of an export, in both languages; tests refuse one without."""

from __future__ import annotations

from collections.abc import Mapping

from domain import COMPETENCIES, FAMILIES
from scoring.formats.marks import MOST_MARKERS

Entry = tuple[str, str]
"""English, French."""

_SCALE: Entry = (
    "0-1 scale, unclipped: 1 = the key's own answers, and full marks where people rate; 0 = what choosing at "
    "random earns on average, and the lowest marks; empty = not enough evidence",
    "échelle 0-1, non bornée : 1 = les réponses de la clé, et la note maximale là où des personnes notent ; "
    "0 = ce que rapportent en moyenne des choix au hasard, et la note la plus basse ; vide = pas assez "
    "d'éléments",
)

RESULTS: dict[str, Entry] = {
    "candidate": ("Identifier of the candidate, stable", "Identifiant stable de la personne"),
    "pseudonym": ("Pseudonym in this campaign", "Pseudonyme dans cette campagne"),
    "name": ("Name; only in an export with names", "Nom ; seulement dans un export nominatif"),
    "stage": (
        "all: everything that is in counts; before_interview: the interview is left out, for everybody",
        "all : tout ce qui est rendu compte ; before_interview : l'entretien est laissé de côté pour tous",
    ),
    "n_answered": ("Scenes answered", "Situations avec réponse"),
    "n_skipped": (
        "Scenes shown and skipped, a conversation left before its end among them; each counts 0 points",
        "Situations montrées et passées, dont une conversation quittée avant la fin ; chacune compte 0 point",
    ),
    "n_items": ("Scenes in the form", "Situations du questionnaire"),
    "n_competencies": (
        "Competencies with a weight on which the composite rests",
        "Compétences ayant un poids sur lesquelles repose le score global",
    ),
    **{
        code: (f"Competency {code}: {_SCALE[0]}", f"Compétence {code} : {_SCALE[1]}") for code in COMPETENCIES
    },
    **{f"{code}_sem": (f"Standard error of {code}", f"Erreur type de {code}") for code in COMPETENCIES},
    **{
        f"{code}_reliability": (
            f"Reliability of {code} among those ranked, the same on every row: share of the variance of "
            "scores "
            "that is not error; below .5 do not compare people on it; the sheet competencies has its "
            "interval",
            f"Fidélité de {code} parmi les personnes classées, la même à chaque ligne : part de la "
            "variance des "
            "scores qui n'est pas de l'erreur ; en dessous de 0,5, ne comparez personne dessus ; son "
            "intervalle "
            "est dans la feuille competencies",
        )
        for code in COMPETENCIES
    },
    **{name: (f"Family {name}: {_SCALE[0]}", f"Famille {name} : {_SCALE[1]}") for name in FAMILIES},
    "composite": (
        f"Weighted mean of both families: {_SCALE[0]}",
        f"Moyenne pondérée des familles : {_SCALE[1]}",
    ),
    "sem": (
        "Standard error of the composite around what the person would score on average over very many "
        "similar "
        "exercises; it does not hold a mistaken key or a bad day",
        "Erreur type du score global autour de la moyenne que la personne obtiendrait sur un très grand "
        "nombre "
        "d'exercices semblables ; elle ne contient ni une clé qui se trompe ni un mauvais jour",
    ),
    "sem_basis": (
        "assumed: of somebody ranked, more than half of the error's variance rests on the declared prior; "
        "estimated: of nobody",
        "assumed : pour au moins une personne classée, plus de la moitié de la variance d'erreur est "
        "supposée ; estimated : pour aucune",
    ),
    "tier": (
        "1 = top; in a tier nobody is 85 % or more likely to be ahead of anybody else in it; neighbours "
        "across "
        "an edge may not be distinguishable either",
        "1 = premier ; dans un palier, personne n'a 85 % de chances ou plus d'être devant quelqu'un "
        "d'autre du "
        "palier ; de part et d'autre d'une limite, l'écart peut aussi ne rien vouloir dire",
    ),
    "expected_rank": (
        "Mean of the true ranks that are possible, on the average of very many similar exercises",
        "Moyenne des vrais rangs possibles, sur la moyenne d'un très grand nombre d'exercices semblables",
    ),
    "rank_low": (
        "Lower end of the 90 % interval of the true rank",
        "Borne basse de l'intervalle à 90 % du vrai rang",
    ),
    "rank_high": (
        "Upper end of the 90 % interval of the true rank",
        "Borne haute de l'intervalle à 90 % du vrai rang",
    ),
    "p_top_k": (
        "Estimated probability of truly being among the best k, k = places of the campaign",
        "Probabilité estimée d'être vraiment parmi les k premiers, k = postes de la campagne",
    ),
    "no_place": (
        "Why there is no rank: not_interviewed, interview_planned, sheets_missing (ratings to come), "
        "marks_awaited, too_little_answered, alone (nobody else is ranked); empty = there is one",
        "Pourquoi il n'y a pas de rang : not_interviewed (pas d'entretien), interview_planned (prévu), "
        "sheets_missing (cotations à rendre), marks_awaited (notes à donner), too_little_answered (trop "
        "peu de réponses), alone (personne d'autre n'est classé) ; vide = il y en a un",
    ),
    "flags": ("Remarks, as codes (see docs/scoring.md)", "Remarques, en codes (voir docs/scoring.md)"),
}

SUB_SCORES: dict[str, Entry] = {
    "competency": ("Competency", "Compétence"),
    "family": ("Family", "Famille"),
    "weight": ("Weight in the composite", "Poids dans le score global"),
    "n": ("People ranked who have this score", "Personnes classées qui ont ce score"),
    "reliability": (
        "Share of the variance of these people's scores that is not error, 0 to 1; empty = cannot be told",
        "Part de la variance des scores de ces personnes qui n'est pas de l'erreur, 0 à 1 ; vide = on ne "
        "peut "
        "pas le dire",
    ),
    "reliability_low": (
        "Lower end of its 90 % interval",
        "Borne basse de son intervalle à 90 %",
    ),
    "reliability_high": (
        "Upper end of its 90 % interval",
        "Borne haute de son intervalle à 90 %",
    ),
    "is_muted": (
        "1 = shown in grey: the reliability is below .5 or cannot be told",
        "1 = montrée en gris : la fidélité est inférieure à 0,5, ou on ne peut pas la dire",
    ),
    "told_by_composite": (
        "Share of the variance of true scores on the competency that the composite tells (Haberman's "
        "PRMSE of "
        "the total), to be held against the reliability",
        "Part de la variance des vrais scores dans la compétence que dit le score global (PRMSE du "
        "total, selon "
        "Haberman), à comparer à la fidélité",
    ),
    "p_own": (
        "Probability that the competency's own score tells more of it than the composite does",
        "Probabilité que le score de la compétence en dise plus que le score global",
    ),
    "verdict": (
        "own: its own score says more (2/3 likely or more); whole: the composite does; open: cannot be "
        "told yet",
        "own : son propre score en dit plus (probable aux deux tiers ou plus) ; whole : le score global "
        "en dit "
        "plus ; open : on ne peut pas encore le dire",
    ),
}

ANSWERS: dict[str, Entry] = {
    "candidate": RESULTS["candidate"],
    "pseudonym": RESULTS["pseudonym"],
    "item": ("Scene", "Situation"),
    "format": ("Way of answering", "Mode de réponse"),
    "answer": ("Answer as JSON; empty = skipped", "Réponse en JSON ; vide = passée"),
    "points": (
        "1 = the key's own answer, 0 = what choosing at random earns on average; of a written reply 1 = full "
        "marks, 0 = the lowest; skipped = 0; empty = none",
        "1 = la clé, 0 = ce que rapportent en moyenne des choix au hasard ; d'une réponse rédigée, 1 = note "
        "maximale, 0 = note la plus basse ; passée = 0 ; vide = aucun",
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
    entries = {name: MARKS_LONG[name] for name in ("candidate", "pseudonym", "item")} | {"state": _STATE}
    for place in range(1, MOST_MARKERS + 1):
        if with_markers:
            entries[f"marker_{place}"] = MARKS_LONG["marker"]
        for dimension, name in names.items():
            entries[f"{dimension}_{place}"] = (
                f"{name['en']}: mark {place}, 0 to 4; empty = not given",
                f"{name['fr']} : note {place}, de 0 à 4 ; vide = pas donnée",
            )
        entries[f"total_{place}"] = (f"Sum of mark {place}", f"Somme de la note {place}")
        if with_markers:
            entries[f"note_{place}"] = (
                f"Note written with mark {place}",
                f"Remarque jointe à la note {place}",
            )
    for dimension, name in names.items():
        entries[f"{dimension}_agreed"] = (
            f"{name['en']}: mean of two marks, median of three; empty = pending",
            f"{name['fr']} : moyenne de deux notes, médiane de trois ; vide = en attente",
        )
    return entries | {"total_agreed": ("Sum of what is agreed", "Somme des notes retenues")}


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
