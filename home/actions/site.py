"""Writes: the fixed parts of a new site."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.template.loader import render_to_string
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from events.models import EventIndexPage
from home.models import BoardPage, HomePage, NewsIndexPage, SearchedPage, TextPage
from home.queries.search import pages_without_search_text, search_text_of
from members.board.actions import set_up_checklist
from members.queries import AUDITORS_GROUP, BOARD_GROUP, EDITORS_GROUP, EVENT_EDITORS_GROUP, TREASURER_GROUP
from verein.models import Association

# Rights are per task (README: permission matrix). "app_label.codename"
GROUP_PERMISSIONS: dict[str, list[str]] = {
    BOARD_GROUP: [
        "wagtailadmin.access_admin",
        "members.view_person",
        "members.add_person",
        "members.change_person",
        "members.view_company",
        "members.add_company",
        "members.change_company",
        "members.view_member",
        "members.view_membership",
        "members.add_membership",
        "members.change_membership",
        "members.view_listexport",
        "members.add_listexport",
        "members.view_membershiptype",
        "members.add_membershiptype",
        "members.change_membershiptype",
        "members.view_trade",
        "members.add_trade",
        "members.change_trade",
        "board.view_term",
        "board.change_term",
        "board.change_officesetting",
        "board.change_handovertask",
        "board.view_checklistitem",
        "board.add_checklistitem",
        "board.change_checklistitem",
        "board.view_workinggroup",
        "board.add_workinggroup",
        "board.change_workinggroup",
        "members.view_erasurerequest",
        "members.change_erasurerequest",
        "members.view_statutes",
        "members.add_statutes",
        "members.change_statutes",
        "dues.view_feeregulations",
        "dues.add_feeregulations",
        "dues.change_feeregulations",
        "members.view_principles",
        "members.add_principles",
        "members.change_principles",
        "admission.view_application",
        "admission.change_application",
        "admission.note_payment",
        "admission.change_admissionsettings",
        "events.view_registration",
        "events.change_registration",
        "billing.view_sums",
        "verein.view_logentry",
        "verein.view_mail",
        "verein.change_association",
        "verein.change_retention",
    ],
    TREASURER_GROUP: [
        "wagtailadmin.access_admin",
        "members.view_person",
        "members.view_company",
        "members.view_member",
        "members.view_membership",
        "board.view_term",
        "members.view_statutes",
        "dues.view_feeregulations",
        "dues.add_feeregulations",
        "dues.change_feeregulations",
        "members.view_principles",
        "admission.view_application",
        "admission.note_payment",
        "billing.view_invoice",
        "billing.view_banktransaction",
        "billing.change_banktransaction",
        "billing.view_sums",
        "billing.view_account",
        "billing.change_account",
        "billing.change_billingsettings",
        "billing.change_bookkeepingsettings",
        "dues.view_duesrun",
        "dues.add_duesrun",
        "dues.view_yearlydeclaration",
        "dues.change_yearlydeclaration",
        "billing.view_debitrun",
        "billing.change_debitrun",
    ],
    # They read the books and change nothing (Kassenprüfung).
    AUDITORS_GROUP: [
        "wagtailadmin.access_admin",
        "members.view_statutes",
        "dues.view_feeregulations",
        "dues.view_duesrun",
        "billing.view_sums",
        "billing.view_account",
        "billing.view_invoice",
        "billing.view_banktransaction",
        "billing.view_debitrun",
    ],
    EVENT_EDITORS_GROUP: ["wagtailadmin.access_admin", "events.view_registration", "events.change_registration"],
    EDITORS_GROUP: ["wagtailadmin.access_admin"],
}
JOIN_SLUG = "mitglied-werden"
PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page")


def make_searchable(*, page: SearchedPage) -> None:
    """Store the text the search looks through, as it stands in the published page."""
    page.search_text = search_text_of(page)
    type(page).objects.filter(pk=page.pk).update(search_text=page.search_text)


@transaction.atomic
def set_up_site() -> HomePage:
    """Create what is missing: page tree, groups, rights. Running it again changes nothing that people edited."""
    home = _set_up_pages()
    for name, permissions in GROUP_PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=name)
        for label in permissions:
            app_label, codename = label.split(".")
            group.permissions.add(Permission.objects.get(content_type__app_label=app_label, codename=codename))
    events = EventIndexPage.objects.get()
    news = NewsIndexPage.objects.get()
    _allow_pages(EVENT_EDITORS_GROUP, events)
    for page in (home, news, BoardPage.objects.get()):
        _allow_pages(EDITORS_GROUP, page)
    _allow_files(EVENT_EDITORS_GROUP)
    _allow_files(EDITORS_GROUP)
    Group.objects.filter(name__in=("Moderators",)).delete()
    set_up_checklist()
    for page in pages_without_search_text():
        make_searchable(page=page)
    return home


def _set_up_pages() -> HomePage:
    home = HomePage.objects.first()
    if home is None:
        Locale.objects.get_or_create(language_code="de")
        root = Page.get_first_root_node()
        Page.objects.filter(depth=2, slug="home").delete()  # Wagtail's welcome page
        home = root.add_child(instance=HomePage(title="Start", slug="start"))
    _set_up_address(home)
    for model, title, slug in (
        (EventIndexPage, "Termine", "termine"),
        (BoardPage, "Vorstand", "vorstand"),
        (NewsIndexPage, "Aktuelles", "aktuelles"),
    ):
        if not model.objects.exists():
            home.add_child(instance=model(title=title, slug=slug, show_in_menus=True))
    if not TextPage.objects.child_of(home).filter(slug="ueber-uns").exists():
        home.add_child(instance=TextPage(title="Über uns", slug="ueber-uns", show_in_menus=True))
    if not TextPage.objects.child_of(home).filter(slug=JOIN_SLUG).exists():
        home.add_child(instance=_join_page())
    return home


def _set_up_address(home: HomePage) -> None:
    """Full addresses of pages begin like BASE_URL, with its port."""
    address = urlsplit(settings.BASE_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.site_name = Association.load().name
    site.root_page = home
    site.save()


def _join_page() -> TextPage:
    """Published with a text that fits most associations; the editors make it theirs."""
    return TextPage(
        title="Mitglied werden",
        slug=JOIN_SLUG,
        fixed_slug=JOIN_SLUG,
        lead="Sie möchten uns kennenlernen? So werden aus Gästen Mitglieder.",
        body=[("text", render_to_string("home/defaults/mitglied-werden.html"))],
    )


def _allow_pages(group_name: str, page: Page) -> None:
    group = Group.objects.get(name=group_name)
    for codename in PAGE_PERMISSIONS:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _allow_files(group_name: str) -> None:
    group = Group.objects.get(name=group_name)
    root = Collection.get_first_root_node()
    for codename in ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"):
        # Wagtail keeps the rights for a custom model at its own one.
        permission = Permission.objects.get(content_type__app_label__startswith="wagtail", codename=codename)
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
