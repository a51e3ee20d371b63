"""Puts the demo association together: people, meetings, pages, and the accounts to try it with."""

import random
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from wagtail.signal_handlers import disable_reference_index_auto_update

from home.actions import set_up_site
from members.models import Person
from verein.sandbox.accounts import DEMO_ACCOUNTS, PASSWORD, DemoAccount

from . import pictures
from .applications import make_applications
from .bank import make_bank
from .board import make_board, make_statutes, make_working_groups
from .dues import make_dues
from .meetings import Meetings
from .pages import make_association, make_pages, make_pictures
from .people import make_network, save_photo
from .principles import make_principles

FACES = 40  # how many people have a portrait


@disable_reference_index_auto_update()  # the task of the pictures makes it for each page; not 300 tasks besides
@transaction.atomic
def load_demo(*, members: int, events: int, seed: int, now: datetime) -> None:
    """Fill an empty database; the same seed and day make the same association."""
    rng = random.Random(seed)
    set_up_site()
    make_statutes()
    network = make_network(members=members, now=now, password=PASSWORD, rng=rng)
    for number, person in enumerate(network.people[:FACES]):
        if number % 4 != 3:
            save_photo(person, pictures.portrait(number, long_hair=person.salutation == Person.Salutation.MRS), now)
    for account, person in zip(DEMO_ACCOUNTS, network.people, strict=False):
        _make_account(account, person)
    make_board(network.people, timezone.localdate(now))
    make_working_groups(network.people, timezone.localdate(now))
    make_principles(now)
    images = make_pictures()
    make_association()
    make_pages(images, now.date())
    Meetings(network.people, images, now, rng).make_all(events)
    make_applications(network.people, now)
    make_dues(now, rng)
    make_bank(now)


def _make_account(account: DemoAccount, person: Person) -> None:
    user = person.user
    assert user is not None
    user.email = person.email = account.email
    user.save(update_fields=["email"])
    person.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).update(email=account.email)
    user.groups.set(Group.objects.filter(name__in=account.groups))
    if account.totp_secret:
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(account.totp_secret)}
        )
