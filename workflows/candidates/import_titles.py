"""Titles of columns as many systems write them, and the field that each names.

Written as ``import_titles.plain_title`` leaves them: small letters, no accents, no hyphens; without plurals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType


def _listed(text: str) -> frozenset[str]:
    return frozenset(" ".join(title.split()) for title in text.split("|"))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NAMED: Mapping[str, frozenset[str]] = MappingProxyType({
    "full_name": _listed("""
    nom complet | nom et prenom | nom prenom | prenom nom | prenom et nom | noms et prenom | full
    name | fullname | complete name | display name | first and last name | first name and last name
    | first name last name | last name first name | nom affiche | identite | nombre completo |
    nombre y apellido | nome completo | nome e cognome | vollstandiger name | volledige naam |
    partner name | name and surname | civilite nom prenom | nom prenom civilite | civilite prenom
    nom
    """),
    "name": _listed("""
    nom | name | nombre | nome | naam | denomination
    """),
    "first_name": _listed("""
    prenom | first name | firstname | given name | givenname | forename | fname | first | prenom
    usage | prenom usuel | prenom etat civil | nom prenom usuel | vorname | voornaam | primer nombre
    | primeiro nome | christian name
    """),
    "last_name": _listed("""
    nom famille | nom usage | nom usuel | nom naissance | nom marital | nom epouse | nom jeune fille
    | nom patronymique | patronyme | nom etat civil | last name | lastname | surname | family name |
    familyname | lname | last | maiden name | birth name | apellido | nachname | familienname |
    zuname | cognome | achternaam | sobrenome | apelido | ultimo nome
    """),
    "email": _listed("""
    email | e mail | mail | mel | courriel | courrier electronique | adresse email | adresse e mail
    | adresse mail | adresse mel | adresse courriel | adresse courrier electronique | adresse
    electronique | adresse messagerie | adresse messagerie electronique | messagerie | messagerie
    electronique | email address | e mail address | mail address | emailaddress | mailaddress |
    electronic mail | electronic address | electronic mail address | email id | e mail id | mail id
    | email from | email normalized | email adresse | e mail adresse | mailadresse | mail adresse |
    correo | correo electronico | direccion correo | direccion correo electronico | posta
    elettronica | indirizzo email | indirizzo e mail | indirizzo mail | endereco email | endereco e
    mail | e mailadres | emailadres
    """),
    "language": _listed("""
    langue | language | lang | locale | idioma | sprache | lingua | taal | language code | code
    langue | code language | lang code | iso language | ui language | interface language | langue
    interface
    """),
})  # fmt: skip
"""What a column holds -> the titles that say so; "full_name" where a title means the whole name."""

CANDIDATES = _words("""
    candidat candidate applicant postulant participant personne person candidature respondent
    repondant student etudiant stagiaire invite invitee
""")
"""Whoever is meant: as a whole title their full name, beside another word nothing more than that word."""

PASSED_OVER = CANDIDATES | _words("""
    de du des d la le les l un une a au votre vos son sa your the their of s contact primary
    principal principale main default defaut personal personnel personnelle perso professionnel
    professionnelle pro prive private work home business other autre preferred prefere preferee
    valide valid required obligatoire requi optional facultatif optionnel value current actuel
    actuelle official officiel complete correspondance correspondence communication echange
    questionnaire invitation test no n del della do der di legal mr mme m individual member membre
    apprenant learner eleve apprenti salarie employee collaborateur secondary secondaire alternative
    field champ saisir en majuscule capitale lettre minuscule
""")
"""Words that change nothing in what a title names."""

LATER = _words("secondary secondaire other autre alternative naissance maiden birth fille")
"""Words of a second choice: such a column counts where the first one is empty."""

OTHERS = (
    r"recrut|recruit|manager|referent|referr|owner|tuteur|tutor|parent|coordinat|interview|evaluat|societe"
    r"|company|entreprise|employeur|employer|responsable|emergency|urgence|conseiller|agence|agency|school|ecole"
    r"|creat|cree|author|auteur|source|\bjob\b|\bposte\b|\bstage\b|etape|user|utilisateur|\bfile\b|fichier|status"
    r"|statut|template|modele|department|service|\bteam\b|equipe|campaign|campagne"
)
"""A pattern of words that are about somebody, or something, else than the candidate."""

FIELDS = ("name", "first_name", "last_name", "email", "language")
"""What a column may hold."""
HEAD_ROWS = 30
"""Rows among which the titles are looked for: exports put a title, a date and group heads above."""

_OTHERS = re.compile(OTHERS)
_HINTS = MappingProxyType({
    "email": re.compile(r"\b(e ?mail|mel|courriel|messagerie|correo)s?\b"),
    "first_name": re.compile(r"\b(prenom|first name|firstname|given|forename|vorname)s?\b"),
    "last_name": re.compile(r"\b(surname|last name|lastname|family name|famille|patronyme|nachname)s?\b"),
    "name": re.compile(r"\b(nom|name)s?\b"),
})  # fmt: skip
_BY_WORDS = {title: field for field, titles in NAMED.items() for title in titles}
_SIGNS = re.compile(r"[^\w]+|_+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BRACKETS = re.compile(r"[(\[{<][^)\]}>]*[)\]}>]?")


@lru_cache(maxsize=4096)
def plain_title(title: str) -> str:
    """Return a title in small letters, without accents, hyphens, brackets and signs that are not seen."""
    bare = _bare(title)
    # What is in brackets qualifies the title, unless nothing else is there or somebody else is meant.
    without = bare if names_others(title) else _BRACKETS.sub(" ", bare)
    return " ".join(_SIGNS.sub(" ", without if without.strip(" *:.") else bare).split())


def _bare(title: str) -> str:
    text = unicodedata.normalize("NFKC", title)
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    text = text if text.isupper() else _CAMEL.sub(" ", text)
    return "".join(
        sign for sign in unicodedata.normalize("NFD", text) if unicodedata.category(sign) != "Mn"
    ).casefold()


@lru_cache(maxsize=4096)
def meaning(title: str) -> str | None:
    """Return what a title names: a field, "full_name" where it says so, or None."""
    for part in (plain_title(title), *([] if names_others(title) else [_last_part(title)])):
        words = part.split()
        bare = [_singular(word) for word in words if not word.isdigit()]
        # As it stands first: "nom de famille" has words that are passed over elsewhere.
        for meant in (bare, [word for word in bare if word not in PASSED_OVER]):
            field = _BY_WORDS.get(" ".join(meant))
            if field is not None:
                return field
        if any(word in CANDIDATES for word in bare) and all(word in PASSED_OVER for word in bare):
            return "full_name"
    return None


def n_known(cells: Sequence[str]) -> int:
    """Return how many different fields the titles in a row name."""
    return len({field for field in map(meaning, cells) if field is not None})


def is_second_choice(title: str) -> bool:
    """Tell whether a title names something that counts only where the first choice is empty."""
    return bool(LATER & set(plain_title(title).split()))


def names_others(title: str) -> bool:
    """Tell whether a title is about somebody else, or something else, than the candidate."""
    return _OTHERS.search(_bare(title)) is not None


def hint(title: str) -> str | None:
    """Return the field that a title not understood may name, for a person to say."""
    if names_others(title):
        return None
    return next((field for field, words in _HINTS.items() if words.search(plain_title(title))), None)


def _last_part(title: str) -> str:
    """Return what stands last in a title that is a path: the e-mail of ``candidate/email``."""
    return plain_title(re.split(r"[/:>.]", title.strip(" /:>.*"))[-1])


def _singular(word: str) -> str:
    if word == "addresses":
        return "address"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
