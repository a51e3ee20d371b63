"""Who keeps the books."""

from members.models import User
from members.queries import TREASURER_GROUP
from verein.models import Association


def treasurers() -> list[User]:
    """Everybody with the treasurer's rights who can sign in."""
    return list(User.objects.filter(is_active=True, groups__name=TREASURER_GROUP).order_by("pk"))


def treasurers_addresses() -> list[str]:
    """Where mail to the treasurer goes; the association's own address while there is none."""
    return [user.email for user in treasurers()] or [address for address in [Association.load().email] if address]
