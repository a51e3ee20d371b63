"""Who keeps what about people, why and how long: for `/mein/daten/`, the office, the nightly job, the privacy notice.

Each app that holds personal data names a provider in `settings.PRIVACY_PROVIDERS`; the order is the order of erasure.
"""

from .base import Activity, Cell, ExportFile, Outcome, Provider, Section, Subject
from .engine import (
    activities,
    erase,
    erase_guest,
    export,
    export_guest,
    guest_records,
    log_of,
    providers,
    retain,
    retention_report,
)

__all__ = [
    "Activity",
    "Cell",
    "ExportFile",
    "Outcome",
    "Provider",
    "Section",
    "Subject",
    "activities",
    "erase",
    "erase_guest",
    "export",
    "export_guest",
    "guest_records",
    "log_of",
    "providers",
    "retain",
    "retention_report",
]
