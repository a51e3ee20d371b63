"""Profiles and companies that show themselves to everyone, for search engines."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from verein.sitemaps import OwnAddress

from .models import Company, Person, Principles
from .queries import Viewer, companies_shown_to, people_shown_to


class People(OwnAddress):
    limit = 2000

    def items(self) -> QuerySet[Person]:
        return people_shown_to(Viewer(), timezone.localdate())

    def location(self, item: Person) -> str:
        return reverse("person_profile", args=[item.slug])


class Companies(OwnAddress):
    limit = 2000

    def items(self) -> QuerySet[Company]:
        return companies_shown_to(Viewer(), timezone.localdate())

    def location(self, item: Company) -> str:
        return reverse("company_profile", args=[item.slug])


class PrinciplesPage(OwnAddress):
    """The page of the version in force; nothing as long as there is none."""

    def items(self) -> QuerySet[Principles]:
        return Principles.objects.on(timezone.localdate())[:1]

    def location(self, item: Principles) -> str:
        return reverse("principles")
