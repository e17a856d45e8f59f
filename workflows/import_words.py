"""The words that titles of columns are made of, in lists of people from many systems and languages.

Written as ``import_titles.plain_title`` leaves them: small letters, no accents, no hyphens; without plurals.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


def _listed(text: str) -> frozenset[str]:
    return frozenset(" ".join(one.split()) for one in text.split("|"))


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
