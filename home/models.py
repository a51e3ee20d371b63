"""The public pages that people write: home, text pages, news, the board."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from verein.blocks import BodyBlock


class SearchedPage(Page):
    """A page that the search of the site looks through."""

    # Folded text; filled when the page is published.
    search_text = models.TextField(blank=True, editable=False)

    class Meta:
        abstract = True


class HomePage(SearchedPage):
    """`/`: the next meeting first; the live parts come from queries."""

    eyebrow = models.CharField(_("line above the headline"), max_length=80, blank=True)
    headline = models.CharField(_("headline"), max_length=120, blank=True)
    lead = models.TextField(_("introduction"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("what the network stands for"), blank=True)
    join_heading = models.CharField(_("heading of “join us”"), max_length=120, blank=True)
    join_text = models.TextField(_("text of “join us”"), max_length=500, blank=True)

    content_panels = [
        *Page.content_panels,
        *(FieldPanel(name) for name in ("eyebrow", "headline", "lead", "body", "join_heading", "join_text")),
    ]
    max_count = 1
    private_page_options: ClassVar[list[str]] = []  # lists and search know no restrictions of Wagtail's
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    template = "home/home_page.html"

    class Meta:
        verbose_name = _("home page")


class TextPage(SearchedPage):
    """A page of text: about us, principles, membership."""

    lead = models.TextField(_("introduction"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    # Other pages and mails lead to this address: it stays. A copy of the page is free of it.
    fixed_slug = models.SlugField(blank=True, editable=False)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    exclude_fields_in_copy: ClassVar[list[str]] = ["fixed_slug"]
    private_page_options: ClassVar[list[str]] = []  # lists and search know no restrictions of Wagtail's
    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "home.TextPage"]
    subpage_types: ClassVar[list[str]] = ["home.TextPage"]
    template = "home/text_page.html"

    class Meta:
        verbose_name = _("text page")

    def clean(self) -> None:
        super().clean()
        if self.fixed_slug and self.slug != self.fixed_slug:
            message = _("Other pages lead to this one: its address stays “%(slug)s”.")
            raise ValidationError({"slug": message % {"slug": self.fixed_slug}})


class BoardPage(SearchedPage):
    """`/vorstand/`: who does what for the association."""

    lead = models.TextField(_("introduction"), max_length=400, blank=True)
    max_count = 1
    private_page_options: ClassVar[list[str]] = []  # lists and search know no restrictions of Wagtail's
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "home/board_page.html"

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        InlinePanel(
            "board_members",
            heading=_("Who does what"),
            label=_("Office"),
            help_text=_("Only shown while no terms of office are entered (Board and offices)."),
        ),
    ]

    class Meta:
        verbose_name = _("board page")


class BoardMember(Orderable):
    """An office of the board and who holds it: a member (`person`) or somebody else (`name`, `company`)."""

    page = ParentalKey(BoardPage, on_delete=models.CASCADE, related_name="board_members")
    office = models.CharField(_("office"), max_length=80)
    person = models.ForeignKey(
        "members.Person", verbose_name=_("member"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(_("name"), max_length=120, blank=True, help_text=_("Only for somebody who is no member."))
    company = models.CharField(_("company"), max_length=160, blank=True)
    text = models.CharField(_("what this person does for us"), max_length=300, blank=True)

    panels = [FieldPanel(name) for name in ("office", "person", "name", "company", "text")]

    def __str__(self) -> str:
        return f"{self.office}: {self.person or self.name}"

    def clean(self) -> None:
        if not self.person_id and not self.name.strip():
            raise ValidationError({"name": _("Choose a member or enter a name.")})


class NewsIndexPage(Page):
    """`/aktuelles/`."""

    lead = models.TextField(_("introduction"), max_length=400, blank=True)
    max_count = 1
    private_page_options: ClassVar[list[str]] = []  # lists and search know no restrictions of Wagtail's
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["home.NewsPage"]
    template = "home/news_index_page.html"

    content_panels = [*Page.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = _("list of news")


class NewsPage(SearchedPage):
    published_on = models.DateField(_("date"), db_index=True)
    summary = models.CharField(_("in one or two sentences"), max_length=300, blank=True)
    image = models.ForeignKey(
        "verein.SiteImage",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [
        *Page.content_panels,
        *(FieldPanel(name) for name in ("published_on", "summary", "image", "body")),
    ]
    private_page_options: ClassVar[list[str]] = []  # lists and search know no restrictions of Wagtail's
    parent_page_types: ClassVar[list[str]] = ["home.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "home/news_page.html"

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news")
