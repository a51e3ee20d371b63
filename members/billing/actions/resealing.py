"""Writes: what is sealed is sealed again after SECRET_KEY has changed."""

import json

from django.db import transaction

from members.billing.models import BankTransaction, DebitRun, Mandate, Webhook
from verein.sealed import fingerprint, renewed, unseal


@transaction.atomic
def reseal_accounts() -> int:
    """Account numbers, files of debit runs, secrets of webhooks; returns how many changed."""
    changed = 0
    for mandate in Mandate.objects.select_for_update().exclude(iban_sealed="").iterator():
        if (sealed := renewed(mandate.iban_sealed)) != mandate.iban_sealed:
            mandate.iban_sealed, mandate.iban_hash = sealed, fingerprint(unseal(sealed))
            mandate.save(update_fields=["iban_sealed", "iban_hash"])
            changed += 1
    for line in BankTransaction.objects.select_for_update().exclude(details="").iterator():
        if (sealed := renewed(line.details)) != line.details:
            iban = json.loads(unseal(sealed))["iban"]
            line.details, line.payer_hash = sealed, fingerprint(iban) if iban else ""
            line.save(update_fields=["details", "payer_hash"])
            changed += 1
    for run in DebitRun.objects.select_for_update().exclude(file_sealed="").iterator():
        if (sealed := renewed(run.file_sealed)) != run.file_sealed:
            run.file_sealed = sealed
            run.save(update_fields=["file_sealed"])
            changed += 1
    return changed + _reseal_webhooks()


def _reseal_webhooks() -> int:
    changed = 0
    for webhook in Webhook.objects.select_for_update().iterator():
        if (sealed := renewed(webhook.secret_sealed)) != webhook.secret_sealed:
            webhook.secret_sealed = sealed
            webhook.save(update_fields=["secret_sealed"])
            changed += 1
    return changed
