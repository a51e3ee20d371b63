"""What this app knows about a person: the dues regulations name nobody."""

from verein.privacy import Provider


class DuesProvider(Provider):
    impersonal = {"dues.feeregulations": "the association's own rules"}


PROVIDER = DuesProvider()
