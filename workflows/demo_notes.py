"""What simulated interviewers write down: what somebody said or did, by how good it was and by language."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

Level = str
"""low (ratings 1 and 2), middle (3) or high (4 and 5)."""

EVIDENCE: Mapping[str, Mapping[Level, tuple[str, ...]]] = {
    "fr": {
        "low": (
            "A répondu tout de suite en public, sans demander ce qui s'était passé.",
            "Renvoie la faute au client : « il n'avait qu'à lire les conditions ».",
            "Reste général malgré deux relances ; aucun exemple daté.",
            "A supprimé le commentaire et n'en a parlé à personne.",
        ),
        "middle": (
            "S'est excusée puis a transmis à l'atelier, sans rappeler la personne ensuite.",
            "Reconnaît la colère du client ; la suite du dossier reste floue.",
            "A demandé l'avis d'un collègue avant de publier, mais après avoir promis un délai.",
            "Exemple clair ; n'a pas vérifié si la réponse avait été comprise.",
        ),
        "high": (
            "A rappelé la cliente le soir même, puis écrit en public ce qui était convenu, avec son accord.",
            "Reformule ce que vivait l'autre avant de parler de solution ; cite ses mots.",
            "A prévenu l'atelier et la direction dans l'heure, avec les messages à l'appui.",
            "Raconte aussi ce qui a raté et ce qui a changé depuis dans sa façon de faire.",
        ),
    },
    "en": {
        "low": (
            "Answered in public at once, without asking what had happened.",
            "Puts it on the customer: \"they should have read the terms\".",
            "Stays general after two probes; no example with a date.",
            "Took the comment down and told nobody.",
        ),
        "middle": (
            "Apologised and passed it on to the workshop, but never called the person back.",
            "Sees that the customer was angry; what came of it stays unclear.",
            "Asked a colleague before posting, though after promising a date.",
            "A clear example; did not check whether the answer was understood.",
        ),
        "high": (
            "Called the customer that evening, then wrote in public what both had agreed on.",
            "Says back what the other person was going through before any solution; quotes them.",
            "Told the workshop and the manager within the hour, with the messages attached.",
            "Also tells what went wrong and what they have done otherwise since.",
        ),
    },
}  # fmt: skip

REASONS: Mapping[str, Mapping[Level, str]] = {
    "fr": {
        "low": "Peu d'exemples vécus, et des réponses qui mettent l'autre à distance.",
        "middle": "De bonnes intuitions avec les gens ; le suivi reste à travailler.",
        "high": "Part de la personne en face, tient ses engagements et sait qui prévenir.",
    },
    "en": {
        "low": "Few examples of their own, and answers that keep people at a distance.",
        "middle": "Good instincts with people; following through needs work.",
        "high": "Starts from the person in front, keeps promises and knows whom to tell.",
    },
}


def level_of(rating: float) -> Level:
    """Return how good a rating, or a mean of ratings, is."""
    return "low" if rating < 2.5 else "middle" if rating < 3.5 else "high"


def evidence_of(rating: int, language: str, rng: Random) -> str:
    """Return a note that goes with a rating."""
    return rng.choice(EVIDENCE[language][level_of(rating)])
