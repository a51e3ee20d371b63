"""Writes: what is sealed is sealed again after SECRET_KEY has changed."""

import json
from typing import Any

from django.db import models, transaction

from members.billing.models import BankTransaction, DebitRun, Mandate, Payout, PayoutFile, Webhook
from verein.sealed import fingerprint, renewed, unseal


@transaction.atomic
def reseal_accounts() -> int:
    """Account numbers, lines of the bank account, files for the bank, secrets of webhooks; returns how many changed."""
    changed = sum(_reseal(model, "iban_sealed", "iban_hash") for model in (Mandate, Payout))
    for line in BankTransaction.objects.select_for_update().exclude(details="").iterator():
        if (sealed := renewed(line.details)) != line.details:
            iban = json.loads(unseal(sealed))["iban"]
            line.details, line.payer_hash = sealed, fingerprint(iban) if iban else ""
            line.save(update_fields=["details", "payer_hash"])
            changed += 1
    changed += _reseal(Webhook, "secret_sealed")
    return changed + sum(_reseal(model, "file_sealed") for model in (DebitRun, PayoutFile))


def _reseal(model: Any, name: str, hashed: str = "") -> int:
    """Seal the field `name` of all rows again, and renew the fingerprint `hashed` of it."""
    rows: models.QuerySet[Any] = model.objects.select_for_update().exclude(**{name: ""})
    changed = 0
    for row in rows.iterator():
        if (sealed := renewed(getattr(row, name))) != getattr(row, name):
            values = {name: sealed} | ({hashed: fingerprint(unseal(sealed))} if hashed else {})
            model.objects.filter(pk=row.pk).update(**values)
            changed += 1
    return changed
