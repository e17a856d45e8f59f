"""Lists of people as other systems and spreadsheets write them: nobody is dropped or bent without a word."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import DoubtfulAddresses, HalfName, MissingColumn, UnreadableFile
from workflows.candidates import import_list
from workflows.candidates.import_columns import Chosen
from workflows.candidates.import_text import decoded
from workflows.candidates.import_titles import meaning
from workflows.common.text import bare_address, is_email, same_mailbox, tidy

CASES = Path(__file__).parent.parent / "cases" / "people"


def read(text, encoding="utf-8", **options):
    return import_list.read_people("people.csv", text.encode(encoding), **options)


def case(name):
    return import_list.read_people(name, (CASES / name).read_bytes())


def names(found):
    return [person.name for person in found.people]


def codes(found):
    return [(problem.row, problem.code) for problem in found.problems]


def noted(found):
    return {note.code: note.value for note in found.notes}


NAMES = (
    "Nom;Prénom;E-mail\r\nLefèvre;Zoé;zoe@example.org\r\nCôté;Loïc;loic@example.org\r\n"
    "Nuñez;François;f@example.org\r\n"
)


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850", "iso8859_15", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_an_encoding_is_known_by_the_names_it_makes(encoding, ending):
    found = read(NAMES.replace("\r\n", ending), encoding)
    assert names(found) == ["Zoé Lefèvre", "Loïc Côté", "François Nuñez"]
    assert list(found.accented) == names(found)


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("cp850.csv", ["Zoé Lefèvre"]),
        ("first-six.csv", ["Nom0", "Nom1", "Nom2", "Nom3", "Nom4", "Nom5", "Zoé"]),
        ("macroman-cr.csv", ["Zoé Lefèvre", "Loïc Côté"]),
        ("macroman-e.csv", ["Zoé Lefort"]),
    ],
)
def test_the_files_of_old_macs_and_of_ms_dos_are_read(name, people):
    found = case(name)
    assert names(found) == people
    assert noted(found)["encoding"] in ("cp850", "mac_roman")


@pytest.mark.parametrize(
    ("encoding", "people"),
    [
        ("cp1250", ["Łukasz Wójcik", "Paweł Żak"]),
        ("cp1254", ["Ayşe Şahin", "Çağrı Öz"]),
        ("cp1252", ["Björn Åsberg", "Søren Ødegård"]),
        ("cp850", ["João Conceição", "Íñigo Muñoz"]),
        ("mac_roman", ["HÉLÈNE LEFÈVRE", "ÉLODIE CŒUR"]),
        ("cp1252", ["Jeanne d’Arc", "Ana\xa0Ruiz"]),
    ],
)
def test_names_of_other_countries_too(encoding, people):
    assert names(read("Nom;E-mail\n" + "".join(f"{person};\n" for person in people), encoding)) == [
        tidy(person) for person in people
    ]


@pytest.mark.parametrize("encoding", ["gbk", "koi8_r", "cp1251", "shift_jis"])
def test_an_encoding_nobody_can_tell_is_refused_and_can_be_chosen(encoding):
    text = {"gbk": "王小明", "shift_jis": "山田太郎"}.get(encoding, "Иванов Сергей")
    with pytest.raises(UnreadableFile) as refused:
        read(f"name;E-mail\n{text};\n{text};\n", encoding)
    assert refused.value.details["reason"] == "encoding"
    if encoding == "cp1251":
        assert names(read(f"name\n{text}\n", encoding, chosen=Chosen("cp1251"))) == [text]


def test_a_name_that_two_encodings_read_well_waits_for_a_choice():
    raw = "Nom;E-mail\nFrançois Roy;f@example.org\nAna Sol;a@example.org\n".encode("cp850")
    people_list = import_list.read_people("a.csv", raw)
    (problem,) = people_list.problems
    assert (problem.row, problem.code) == (2, "doubtful_sign")
    assert {problem.value, problem.other} == {"François Roy", "Franáois Roy"}
    chosen = import_list.read_people("a.csv", raw, chosen=Chosen("cp850"))
    assert names(chosen) == ["François Roy", "Ana Sol"]


def test_one_bad_byte_costs_its_own_row_only():
    raw = "Nom;E-mail\nZoé;z@example.org\nLéa;l@example.org\n".encode() + b"B\xe9a;b@example.org\n"
    people_list = import_list.read_people("a.csv", raw)
    assert (names(people_list), codes(people_list)) == (["Zoé", "Léa"], [(4, "unreadable_sign")])


@pytest.mark.parametrize(
    "damaged", ["ZoÃ©", "LefÃ¨vre", "FranÃ§ois", "Åukasz Å»ak", "Jeanne dâ€™Arc", "Ð˜Ð²Ð°Ð½", "Zo\ufffd"]
)
def test_names_damaged_before_are_not_invited_so(damaged):
    found = read(f"Nom\n{damaged}\nZoé Âgé\n")
    assert names(found) == ["Zoé Âgé"]
    assert codes(found)[0][1] in ("garbled", "unreadable_sign")


@pytest.mark.parametrize(
    "name", ["André–Louis Roy", "JOSÉ–LUIS", "«Zoé» Sol", "Âgé Ãlex", "Ñuño", "Zoé’ Sol"]
)
def test_names_that_only_look_damaged_are_taken(name):
    assert names(read(f"Nom\n{name}\n")) == [name]


def test_a_quote_never_closed_costs_its_own_row_only():
    few = case("stray-quote.csv")
    assert (names(few), codes(few)) == (["Iris Vasseur", "Céline"], [(3, "open_quote")])
    many = case("stray-quote-many.csv")
    assert (len(many.people), codes(many)) == (52, [(4, "open_quote")])


@pytest.mark.parametrize("closing", ['Zed "Z";z@example.org', '"Zed;z@example.org', 'Zed";z@example.org'])
def test_a_later_quote_does_not_close_an_earlier_cell(closing):
    found = read(
        f'Nom;E-mail\nAna Sol;a@example.org\n"Bob;b@example.org\nCéline Roy;c@example.org\n{closing}\n'
    )
    assert names(found)[:2] == ["Ana Sol", "Céline Roy"]
    assert (3, "open_quote") in codes(found)
    assert found.n_rows == 4


def test_a_cell_over_several_lines_stays_one_cell():
    found = read(
        'Nom;Notes;E-mail\nAna Sol;"Bonjour; merci\nÀ bientôt";a@example.org\nBea Sol;;b@example.org\n'
    )
    assert [(person.name, person.email) for person in found.people] == [
        ("Ana Sol", "a@example.org"), ("Bea Sol", "b@example.org"),
    ]  # fmt: skip
    assert not found.problems


def test_titles_repeated_where_files_were_joined_are_nobody():
    found = read("Nom;E-mail\nAna Sol;a@example.org\n\ufeffNom;E-mail\nBea Sol;b@example.org\n")
    assert (names(found), codes(found)) == (["Ana Sol", "Bea Sol"], [(3, "titles_again")])


def test_a_row_that_slipped_is_refused():
    found = read("name,email,language\nSol, Ana,ana@example.org,fr\nBea Sol,b@example.org,fr\n")
    assert (names(found), codes(found)) == (["Bea Sol"], [(2, "too_many_cells")])


@pytest.mark.parametrize("name", ["comma-in-header.csv", "comma-title.csv", "newline-first-header.csv"])
def test_the_separator_is_looked_for_outside_of_quotes_and_over_several_lines(name):
    (person,) = case(name).people
    assert (person.name, person.email) == ("Iris Vasseur", "iris@example.org")


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("announced", [True, False])
def test_every_separator_is_found_beside_the_others(separator, announced):
    head = f"sep={separator}\n" if announced else ""
    rows = ["Nom", "E-mail", '"a, b; c\t| d, e, f; g"'], ["Iris Vasseur", "iris@example.org", '"x;;;,,,"']
    found = read(head + "\n".join(separator.join(row) for row in rows))
    assert [(person.name, person.email) for person in found.people] == [("Iris Vasseur", "iris@example.org")]


def test_rows_saved_as_one_quoted_cell_each_are_cut():
    found = read('"Nom,E-mail"\n"Iris Vasseur,iris@example.org"\n')
    assert [(person.name, person.email) for person in found.people] == [("Iris Vasseur", "iris@example.org")]


TITLES = {
    "email": (
        "Adresse email|Adresse électronique|Courrier électronique|Mél|Mél.|E\u2011mail"
        "|Primary Email|email_address"
        "|Emails|Candidate Email|Email Addresses|e-mail *|Adresse de courriel|Adresse courriel du candidat"
        "|E-mail 1 - Value|Email (personal)|E-mail (obligatoire)|Applicant's Email"
        "|Candidat/Courriel|email_from"
        "|emailAddress|Candidate: E-mail|\ufeffEmail|E-Mail-Adresse|Correo electrónico|Adresse de messagerie"
    ),
    "first_name": (
        "Prénom|Prénom(s)|First_Name|firstname|FirstName|Given Name|Prénom d'usage"
        "|Candidate First Name|PRENOM"
        "|Forename(s)|Vorname|Preferred First Name"
    ),
    "last_name": (
        "Nom de famille|Nom d'usage|Nom d’usage|Nom de naissance|Nom(s) de famille|last_name"
        "|Surname|Nom marital"
        "|Nachname|Apellidos|Candidate Last Name"
    ),
    "name": "Nom|NOM|Name|Nom du candidat|Candidate Name|Nom *|Applicant's Name|Contact/Name",
    "full_name": "Nom complet|Full name|Nom et prénom|Nom / Prénom|NOM Prénom|Candidat"
    "|Candidates|Nom & prénom(s)",
    "language": "Langue|Language code|Preferred language|Langue de correspondance|LANG|locale",
    None: (
        "Nom du recruteur|Recruiter: Email|Nom (recruteur)|Email du manager|Company name"
        "|Job name|Candidate ID|Title"
        "|Nom d'utilisateur|Username|Adresse|Statut du courriel|emailstatus|Address"
        "|Niveau de langue|E-mail envoyé"
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "title"), [(field, title) for field, listed in TITLES.items() for title in listed.split("|")]
)
def test_titles_of_many_systems_are_understood(field, title):
    assert meaning(title) == field


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Candidate ID,First Name,Last Name,Title,Email Addresses", "1,Iris,Vasseur,,iris@example.org (Work)"),  # noqa: E501
        ("Contact ID,Candidate Name,Emails,Owner", "7,Iris Vasseur,iris@example.org,Bob"),
        ("Candidate name,Firstname,Lastname,Headline,Email", "Iris Vasseur,Iris,Vasseur,x,iris@example.org"),
        ("Candidat/Nom du candidat,Candidat/Courriel,Poste/Nom", "Iris Vasseur,iris@example.org,CM"),
        ("Prénom,Nom de famille,Numéro d'identification,Adresse de courriel", "Iris,Vasseur,3,iris@example.org"),  # noqa: E501
        ("tid,firstname,lastname,email,emailstatus,language", "2,Iris,Vasseur,iris@example.org,OK,fr"),
        ("First name,Last name,Email,Phone,Stage name", "Iris,Vasseur,iris@example.org,06,Inbox"),
        ("Nom,Prénom(s),Courriel", "Vasseur,Iris,iris@example.org"),
        ("Prénom,Nom d'usage,Nom de naissance,Mél", "Iris,Vasseur,Roux,iris@example.org"),
        ("Nom,Prénom,Contact", "Vasseur Iris,Iris,iris@example.org"),
        ("Nombre,Apellidos,Correo", "Iris,Vasseur,iris@example.org"),
    ],
)  # fmt: skip
def test_exports_of_other_systems_give_whole_names_and_addresses(head, row):
    (person,) = read(f"{head}\n{row}\n").people
    assert sorted(person.name.split()) == ["Iris", "Vasseur"]
    assert person.email == "iris@example.org"


@pytest.mark.parametrize("name", ["title-row.csv", "title-rows.xlsx", "merged-2-header-rows.xlsx"])
def test_titles_below_other_rows_are_found_and_said(name):
    found = case(name)
    assert names(found)[0] == "Iris Vasseur"
    assert "titles_below" in noted(found)


def test_a_name_in_use_comes_before_the_one_at_birth_where_there_is_one():
    found = read("Nom;Nom d'usage;Prénom\nRoux;Vasseur;Iris\nSol;;Ana\n")
    assert names(found) == ["Iris Vasseur", "Ana Sol"]
    whole = read("Name;First name;Last name\nIris Vasseur;Iris;Vasseur\nAna Sol;;\n")
    assert names(whole) == ["Iris Vasseur", "Ana Sol"]


@pytest.mark.parametrize("head", ["Prénom;E-mail", "Surname;E-mail", "Nom;Prénom usité au bureau;E-mail"])
def test_half_a_name_is_asked_about(head):
    cells = ";".join(["x"] * (head.count(";")))
    with pytest.raises(HalfName) as asked:
        read(f"{head}\n{cells};i@example.org\n")
    assert asked.value.details["column"] in head


def test_columns_named_by_hand_are_believed():
    text = "Wer;Woher;Wohin\nIris;Vasseur;iris@example.org\n"
    with pytest.raises(MissingColumn):
        read(text)
    columns = {"first_name": 0, "last_name": 1, "email": 2}
    (person,) = read(text, chosen=Chosen(columns=columns)).people
    assert (person.name, person.email) == ("Iris Vasseur", "iris@example.org")
    bare = read(text.split("\n", 1)[1], chosen=Chosen(columns=columns, has_titles=False))
    assert names(bare) == ["Iris Vasseur"]
    assert import_list.layout("a.csv", text.encode()).labels[0] == "A · Wer · Iris"


def test_addresses_without_a_title_are_taken_where_only_one_column_has_them():
    found = read("Nom;Joindre;Recruteur\nIris Vasseur;iris@example.org;bob@example.org\n")
    assert found.people[0].email == "iris@example.org"
    assert noted(found)["guessed_email"] == "Joindre"
    with pytest.raises(DoubtfulAddresses):
        read("Nom;Joindre;Autrement\nIris Vasseur;iris@example.org;i@example.org\n")


def test_languages_go_by_their_beginning_and_others_are_said():
    found = case("langs.csv")
    assert "".join(person.language[0] for person in found.people) == "ffefffffeefeff"
    assert noted(found)["other_language"] == "7 (de)"


def test_signs_nobody_sees_are_taken_off_addresses():
    found = case("zwsp.csv")
    assert [person.email for person in found.people] == [
        "anais@example.org", "leo@example.org", "mia@example.org", "nora@example.org",
    ]  # fmt: skip
    assert codes(found) == [(3, "email_twice")]


@pytest.mark.parametrize(
    "written",
    [
        "mailto:ana@example.org", "MAILTO:Ana@Example.org?subject=x", "Ana Sol <ana@example.org>", "ana@example.org;",  # noqa: E501
        "\u200bana@exam\u00adple.org\ufeff", "<ana@example.org>", " ana@example.org\xa0", "ana@example.org\u2060", "ana@example.org.",  # noqa: E501
        '"ana@example.org"',
    ],
)  # fmt: skip
def test_what_surrounds_an_address_is_taken_off(written):
    assert bare_address(written) == "ana@example.org"


@pytest.mark.parametrize(
    ("address", "code"),
    [("zoé@example.org", "email_letters"), ("a..b@example.org", "email_letters"), ("nowhere", "bad_email")],
)
def test_what_cannot_be_sent_to_is_refused_at_the_door(address, code):
    assert codes(read(f"Nom;E-mail\nZoé Sol;{address}\n")) == [(2, code)]
    assert not is_email(address)


def test_one_mailbox_in_two_spellings_is_seen():
    assert (
        same_mailbox("Ana@EXÄMPLE.org")
        == same_mailbox("ana@exa\u0308mple.org")
        == same_mailbox("ana@xn--exmple-cua.org")
    )
    found = read("Nom;E-mail\nAna Sol;ana@exämple.org\nAna S;ANA@xn--exmple-cua.org\n")
    assert codes(found) == [(3, "email_twice")]


@pytest.mark.parametrize(
    "value",
    ["#N/A", "#REF!", "#NOM?", "#VALEUR!", "#DIV/0!", "#NAME?", "#N/D", "#SPILL!", "Err:502", "(null)"],
)
def test_failed_calculations_are_nobodys_name_or_address(value):
    assert codes(read(f"Nom;E-mail\n{value};a@example.org\nAna Sol;{value}\n")) == [
        (2, "error_value"), (3, "error_value"),
    ]  # fmt: skip


@pytest.mark.parametrize("sign", ["\u200b=1+1", "\ufeff@x", "\xa0=1", "\u2060+1"])
def test_formulas_behind_signs_nobody_sees_are_refused(sign):
    assert codes(read(f"Nom\n{sign}\n")) == [(2, "formula")]


def test_columns_beyond_the_limit_and_unnamed_doubles_are_said():
    head = ";".join(["Nom", *(f"x{n}" for n in range(300))])
    assert noted(read(f"{head}\nAna Sol\n"))["columns_beyond"] == "256"
    assert noted(read("Nom\nAna Sol\nBea Sol\nANA\u200b SOL\n"))["same_names"] == "4 (ANA SOL: 2)"


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40))
def test_no_text_breaks_what_tidies_it(text):
    assert tidy(tidy(text)) == tidy(text)
    assert bare_address(bare_address(text)) == bare_address(text)


@given(st.lists(st.text('ab";\n@é', max_size=12), min_size=1, max_size=6))
def test_every_line_with_something_in_it_is_told_of(lines):
    """Whatever the quotes do, no row below the titles vanishes."""
    found = read(
        "name;email;x\n" + "\n".join(f"Person{at};p{at}@example.org;{line}" for at, line in enumerate(lines))
    )
    assert len(found.people) + len({problem.row for problem in found.problems}) >= len(lines)


@given(st.text(min_size=1, max_size=60))
def test_utf8_is_always_read_as_such(text):
    raw = text.encode("utf-8", "ignore")
    if "\0" not in text and raw:
        assert decoded("a", raw).encoding.startswith("utf")
