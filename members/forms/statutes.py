"""Facts of a version of the statutes."""

from wagtail.admin.widgets import AdminDateInput

from members.actions.statutes import statutes_versions
from members.models import Statutes

from .versions import VersionFactsForm


class StatutesFactsForm(VersionFactsForm[Statutes]):
    stay_open = statutes_versions.stay_open

    class Meta:
        model = Statutes
        fields = ("title", "decided_on", "decided_by", "document", "public")
        widgets = {"decided_on": AdminDateInput}
