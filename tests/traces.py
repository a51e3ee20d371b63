"""A person who has left a trace in every place of the site, and the search for such traces in all tables."""

from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django_tasks_db.models import DBTaskResult
from wagtail.models import Comment, ModelLogEntry, PageLogEntry

from events.actions.registration import Party, register
from events.models import Companion, EventPage, EventSpeaker
from home.actions.contact import Message, send_contact_message
from home.models import BoardMember, BoardPage, NewsIndexPage, NewsPage
from members.actions.people import create_company, create_person
from members.actions.profile import ProfileChange, update_profile
from members.models import (
    Member,
    Membership,
    MembershipType,
    Person,
    TimeOut,
    Visibility,
)
from tests.factories import (
    RegistrationFactory,
    UserFactory,
    complete_association,
    make_event,
    make_image,
    sign_in,
)
from verein import mail
from verein.models import MailAttachment
from verein.search import fold

FIRST, LAST, EMAIL, PHONE = "Zita", "Quastenflösser", "zita@quastenfloesser.example", "05971 4711815"


# As it stands in a column: also folded, in addresses, in JSON.
TRACES = ("quastenfl", PHONE.lower())


def traces() -> dict[str, set[str]]:
    """Table -> columns in which any trace stands: every text, JSON, binary column of every table."""
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                if column_holds_a_trace(cursor, table, column.name):
                    found.setdefault(table, set()).add(column.name)
    return found


def column_holds_a_trace(cursor: object, table: str, column: str) -> bool:
    name = connection.ops.quote_name(column)
    cursor.execute(f"SELECT {name} FROM {connection.ops.quote_name(table)} WHERE {name} IS NOT NULL")  # noqa: S608
    for (value,) in cursor.fetchall():
        text = bytes(value).decode("utf-8", "ignore") if isinstance(value, bytes | memoryview) else str(value)
        text = text.lower().replace("\\u00f6", "ö")
        if any(trace in text for trace in TRACES):
            return True
    return False


def make_person(now: datetime) -> Person:
    """Somebody who has used everything there is."""
    complete_association()
    user = UserFactory(email=EMAIL, first_name=FIRST, last_name=LAST)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "X", "name": LAST})
    EmailConfirmation.objects.create(
        email_address=EmailAddress.objects.create(user=user, email=f"privat-{EMAIL}", verified=False), key="k"
    )
    company = create_company(data={"name": f"Malerei {LAST}", "email": EMAIL, "phone": PHONE}, actor=None)
    data = {"first_name": FIRST, "last_name": LAST, "email": EMAIL, "phone": PHONE, "note": f"{LAST} ruft an"}
    person = create_person(
        data={**data, "company": company, "born_on": date(1970, 1, 1), "street": "Weg 1"}, actor=None
    )
    person.user = user
    person.photo.save("zita.webp", ContentFile(b"RIFF"), save=False)
    person.save()
    change = ProfileChange(
        values={"pitch": f"{LAST} streicht", "about": f"Ich bin {FIRST} {LAST}.", "listed": Visibility.EVERYONE},
        offers=[f"Farben {LAST}"],
        seeks=["Wände"],
        visibility={"about": Visibility.EVERYONE},
    )
    update_profile(person, change=change, actor=user, now=now)
    TimeOut.objects.create(person=person, from_on=date(2023, 1, 1), reason=f"Elternzeit {LAST}")
    return person


def make_member(now: datetime, until_on: date | None) -> Person:
    person = make_person(now)
    kind, _created = MembershipType.objects.get_or_create(key="full", defaults={"name": "Ordentlich"})
    member = Member.objects.create(number="M4711", person=person)
    Membership.objects.create(member=member, type=kind, from_on=date(2020, 1, 1), until_on=until_on)
    return person


def use_everything(person: Person, now: datetime) -> None:
    """Registrations, companions, mails, pages, revisions, comments, logs, tasks, sessions."""
    full = f"{FIRST} {LAST}"
    coming, past = make_event(companions_max=2), make_event(starts_at=now - timedelta(days=40), slug="alt", title="Alt")
    register(event=coming, who=person, party=Party(("Begleitung",), remark=f"{LAST} kommt später"), now=now)
    Companion.objects.create(
        registration=RegistrationFactory(event=past, person=person, guest_name="", guest_email=""), name="Otto"
    )
    RegistrationFactory(event=past, guest_name=full, guest_email=EMAIL)
    Companion.objects.create(registration=RegistrationFactory(event=past), name=full)
    use_pages(person, past.page)
    use_the_back_office(person, past.page, now)


def use_pages(person: Person, page: EventPage) -> None:
    full = f"{FIRST} {LAST}"
    page.body, page.recap, page.contact_email = f"<p>Mit {full}.</p>", f"<p>{full} sprach über Farben.</p>", EMAIL
    page.host = person
    page.speakers.add(EventSpeaker(person=person, topic="Farben"), EventSpeaker(name=full, topic=f"Anruf {PHONE}"))
    page.search_text = fold("Frühstück", full, "Größe")
    page.save_revision(user=person.user, log_action=True).publish()
    news = NewsPage(title=f"Interview mit {full}", slug=f"interview-{person.slug}", published_on=date(2024, 1, 1))
    news.body = [{"type": "text", "value": f"<p>{full} erzählt. {EMAIL}</p>"}]
    NewsIndexPage.objects.get().add_child(instance=news)
    news.save_revision(user=person.user).publish()
    BoardMember.objects.create(page=BoardPage.objects.get(), office="Kasse", person=person, text=f"{full} rechnet")


def use_the_back_office(person: Person, page: EventPage, now: datetime) -> None:
    full = f"{FIRST} {LAST}"
    Comment.objects.create(page=page, user=UserFactory(), text=f"{full} fragen", contentpath="title")
    ModelLogEntry.objects.log_action(person, "wagtail.edit", user=person.user, data={"name": full})
    PageLogEntry.objects.log_action(page, "wagtail.edit", user=person.user, title=full)
    image = make_image(f"{full} am Pult")
    image.uploaded_by_user = person.user
    image.save()
    DBTaskResult.objects.create(
        args_kwargs={"args": [EMAIL], "kwargs": {}},
        task_path="x",
        queue_name="mail",
        backend_name="default",
        traceback=full,
    )
    send_contact_message(message=Message(name=full, email=EMAIL, topic="allgemein", text="Hallo"), now=now)
    other = mail.queue_mail(
        "members/mail/invitation", to="gastgeber@example.org", context={"person": person, "days": 1}
    )
    MailAttachment.objects.create(mail=other, name="liste.csv", content_type="text/csv", content=full.encode())
    assert person.user
    sign_in(Client(), person.user).get("/mein/")
