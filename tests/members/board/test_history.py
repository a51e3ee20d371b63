"""Past boards, the history of an office, its documents, and offices found by their names."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.board.models import OfficeSetting, Term
from members.models import Person, Visibility
from tests.factories import MemberFactory, TermFactory, grant, make_board, sign_in, user_in_group
from verein.models import LogEntry, SiteDocument

pytestmark = pytest.mark.django_db
LONG_AGO = date(2020, 3, 1)


def over(last_name: str, listed: str = Visibility.EVERYONE, **fields: Any) -> Term:
    person = MemberFactory(person__last_name=last_name, person__listed=listed).person
    return TermFactory(person=person, from_on=LONG_AGO, **fields)


def opened(client: Client, document: SiteDocument) -> int:
    response = client.get(document.url)
    for close in response._resource_closers:  # response.close() would close the database connection, too
        close()
    return int(response.status_code)


def holder(office_key: str = "chair") -> tuple[Term, Client]:
    term = TermFactory(office_key=office_key, until_on=timezone.localdate() + timedelta(days=90))
    assert term.person.user is not None
    return term, sign_in(Client(), term.person.user)


def test_past_boards_are_for_members_and_hide_who_hides() -> None:
    make_board()
    over("Vorgängerin")
    over("Versteckt", listed=Visibility.NOBODY)
    _term, member = holder()

    assert Client().get("/vorstand/frueher/").status_code == 404
    page = member.get("/vorstand/frueher/").content.decode()
    assert "Vorgängerin" in page
    assert "28. Februar 2022" in page
    assert "Versteckt" not in page
    assert "/vorstand/frueher/" in member.get("/vorstand/").content.decode()
    assert "/vorstand/frueher/" not in Client().get("/vorstand/").content.decode()


def test_past_boards_are_public_only_where_office_and_person_want_it() -> None:
    make_board()
    grant("chair", past_public=True)
    over("Öffentlich")
    over("Intern", listed=Visibility.MEMBERS)
    over("Kasse", office_key="treasurer")
    gone = MemberFactory(person__last_name="Ausgetreten", period__until_on=date(2024, 1, 1))
    gone.person.listed = Visibility.EVERYONE
    gone.person.save()
    TermFactory(person=gone.person, from_on=LONG_AGO)

    page = Client().get("/vorstand/frueher/").content.decode()

    assert "Öffentlich" in page
    assert not [name for name in ("Intern", "Kasse", "Ausgetreten") if name in page]


def test_the_history_of_an_office_names_all_its_holders_for_the_board() -> None:
    make_board()
    over("Vorgängerin", ended_how=Term.Ended.RESIGNED, listed=Visibility.NOBODY)
    address = reverse("board_office", args=["chair"])
    office = sign_in(Client(), user_in_group("Board"))
    page = office.get(address).content.decode()
    assert "Vorgängerin" in page
    assert "niedergelegt" in page or "zurückgetreten" in page
    assert address in office.get(reverse("board_overview")).content.decode()
    assert office.get(reverse("board_office", args=["unknown"])).status_code == 404
    assert sign_in(Client(), user_in_group("Editors")).get(address).status_code in (302, 403)


def test_a_holder_adds_a_document_that_the_successor_opens_and_the_predecessor_no_longer() -> None:
    make_board()
    term, mine = holder()
    file = SimpleUploadedFile("Schlüssel.pdf", b"%PDF-1.4", content_type="application/pdf")
    mine.post(reverse("my_office_upload", args=[term.pk]), {"title": "Schlüsselliste", "file": file})

    document = SiteDocument.objects.get()
    assert document.access == SiteDocument.Access.CIRCLE
    assert document.collection == OfficeSetting.objects.get(office_key="chair").collection
    assert LogEntry.objects.filter(action="board.add_document").exists()
    assert "Schlüsselliste" in mine.get("/mein/aemter/").content.decode()
    assert opened(mine, document) == 200

    today = timezone.localdate()
    Term.objects.filter(pk=term.pk).update(until_on=today)
    _next, successor = holder()
    Term.objects.filter(pk=_next.pk).update(from_on=today)
    assert opened(successor, document) == 200
    assert opened(mine, document) == 404
    assert mine.post(reverse("my_office_upload", args=[term.pk]), {"title": "x"}).status_code == 404

    successor.post(reverse("my_office_remove", args=[_next.pk, document.pk]))
    assert not SiteDocument.objects.exists()


def test_a_document_of_a_wrong_kind_is_refused_and_the_title_stays() -> None:
    make_board()
    term, mine = holder()
    file = SimpleUploadedFile("virus.exe", b"MZ")
    page = mine.post(reverse("my_office_upload", args=[term.pk]), {"title": "Liste", "file": file}).content.decode()
    assert "Dateien dieser Art" in page
    assert 'value="Liste"' in page
    assert not SiteDocument.objects.exists()


def test_without_a_second_factor_nothing_is_added_or_removed_and_not_what_belongs_elsewhere() -> None:
    make_board()
    term, mine = holder()
    assert term.person.user is not None
    weak = sign_in(Client(), term.person.user, second_factor=False)
    file = SimpleUploadedFile("liste.pdf", b"%PDF-1.4")
    address = reverse("my_office_upload", args=[term.pk])
    assert weak.post(address, {"title": "Liste", "file": file})["Location"] == reverse("second_factor_needed")
    elsewhere = SiteDocument.objects.create(title="Satzung", file=SimpleUploadedFile("s.pdf", b"%PDF-1.4"))
    mine.post(reverse("my_office_remove", args=[term.pk, elsewhere.pk]))
    assert SiteDocument.objects.filter(pk=elsewhere.pk).exists()


def test_search_finds_the_holder_by_the_name_of_the_office() -> None:
    make_board()
    person: Person = MemberFactory(person__first_name="Ida", person__last_name="Kötter").person
    TermFactory(person=person, office_key="treasurer", until_on=timezone.localdate() + timedelta(days=90))

    public = Client().get("/suche/", {"q": "Kassierer"}).content.decode()
    assert "Ida Kötter" in public
    office = sign_in(Client(), user_in_group("Board"))
    for address in (reverse("office_people:index"), reverse("board_terms:index")):
        assert "Kötter" in office.get(address, {"q": "kassiererin"}).content.decode()
        assert "Kötter" not in office.get(address, {"q": "Pressewart"}).content.decode()
