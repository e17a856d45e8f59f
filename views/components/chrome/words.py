"""Streamlit's own words in French. They have no translation of their own: streamlit/streamlit#1353.

Keys are the English exactly as displayed; ``{x}`` stands for whatever Streamlit puts there. Only what our
pages can show is listed; text written by a page is never touched (``words.js``).
"""

from __future__ import annotations

from domain import Language

FRENCH: dict[str, str] = {
    "Skip to main content": "Aller au contenu principal",
    "Close": "Fermer",
    "Close sidebar": "Fermer le menu",
    "Open sidebar": "Ouvrir le menu",
    "Please wait...": "Un instant…",
    "Please wait…": "Un instant…",
    "Connecting": "Connexion…",
    "Running...": "En cours…",
    "Stop": "Arrêter",
    "Page not found": "Page introuvable",
    "Choose an option": "Choisir",
    "Choose options": "Choisir",
    "Choose an option or add one": "Choisir ou ajouter",
    "Choose options or add new ones": "Choisir ou ajouter",
    "No results": "Aucun résultat",
    "No options to select": "Rien à choisir",
    "Select all": "Tout choisir",
    "Clear all": "Tout effacer",
    "Clear value": "Effacer",
    "Upload": "Choisir un fichier",
    "Browse files": "Choisir un fichier",
    "Drag and drop file here": "Déposez le fichier ici",
    "Drag and drop files here": "Déposez les fichiers ici",
    "{x} per file": "{x} par fichier",
    "Limit {x} per file": "{x} par fichier au plus",
    "Press Enter to apply": "Entrée pour valider",
    "Press Ctrl+Enter to apply": "Ctrl+Entrée pour valider",
    "Press Enter to submit form": "Entrée pour envoyer",
    "(required)": "(obligatoire)",
    "Fullscreen": "Plein écran",
    "Close fullscreen": "Quitter le plein écran",
    "Download as CSV": "Télécharger en CSV",
    "Search": "Chercher",
    "Show/hide columns": "Afficher ou masquer des colonnes",
    "Add row": "Ajouter une ligne",
    "Delete row(s)": "Supprimer les lignes",
    "Copy to clipboard": "Copier",
    "Show password text": "Montrer le mot de passe",
    "Hide password text": "Masquer le mot de passe",
    "Show data": "Voir les données",
    "Loading...": "Chargement…",
    "Sort ascending": "Tri croissant",
    "Sort descending": "Tri décroissant",
    "Hide column": "Masquer la colonne",
    "Pin column": "Fixer la colonne",
    "Unpin column": "Libérer la colonne",
    "empty": "vide",
}


def streamlit_words(lang: Language) -> dict[str, str]:
    """Return what to replace in Streamlit's chrome for this language; nothing for English."""
    return FRENCH if lang == "fr" else {}
