"""What is owed: documents that never change, their lines, and the charges they make due."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from .accounts import Account
from .stored import StoredFile


class TaxTreatment(models.TextChoices):
    """How a fee stands to VAT; the default is that it is no supply at all (L-TAX-1, UStAE 1.4)."""

    NOT_TAXABLE = "not_taxable", _("not taxable (real membership dues)")
    EXEMPT_22A = "exempt_22a", _("exempt (§ 4 no. 22 a UStG)")
    SMALL_BUSINESS = "small_business", _("exempt (small business, § 19 UStG)")
    STANDARD = "standard", _("standard rate")
    REDUCED = "reduced", _("reduced rate")


class NumberRange(models.Model):
    """A series in a year: locked by the transaction that issues, so that each number follows the last one."""

    series = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("number range")
        verbose_name_plural = _("number ranges")
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="one_range_a_series_and_year")]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}"


class Invoice(models.Model):
    """An issued document: it never changes. A mistake is put right by a reversal and a new document.

    Amounts are cents; those of a reversal (Stornorechnung) are negative and mirror the invoice it reverses.
    """

    class Kind(models.TextChoices):
        DUES = "dues", _("dues invoice")
        INVOICE = "invoice", _("invoice")
        FEE = "fee", _("reminder fee")
        REVERSAL = "reversal", _("cancellation invoice")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # The number's parts; it follows the last one of its series and year, the database takes no other.
    series = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=24, unique=True)
    account = models.ForeignKey(
        Account, verbose_name=_("payer’s account"), on_delete=models.PROTECT, related_name="invoices"
    )
    reverses = models.OneToOneField(
        "self",
        verbose_name=_("cancels"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reversed_by",
    )
    issued_on = models.DateField(_("date"))
    # The time the supply covers, half open.
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until (exclusive)"))
    total_cents = models.BigIntegerField(_("total"))
    vat_cents = models.BigIntegerField(_("of it VAT"), default=0)
    # Name and address of both sides, tax number, bank account: as they were on the day of issue.
    recipient = models.JSONField()
    issuer = models.JSONField()
    language = models.CharField(max_length=5, default="de")
    retain_until = models.DateField()  # last day (§ 147 AO, L-TAX-11)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "sequence"], name="invoice_number_once"),
            models.CheckConstraint(condition=Q(year=ExtractYear("issued_on")), name="invoice_is_of_the_year_of_issue"),
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="invoice_period_ends_after"),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False) | (~Q(kind="reversal") & Q(reverses=None)),
                name="reversal_names_what_it_reverses",
            ),
            models.CheckConstraint(
                condition=Q(kind="reversal", total_cents__lte=0) | (~Q(kind="reversal") & Q(total_cents__gte=0)),
                name="only_reversals_are_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class InvoiceLine(models.Model):
    """One fee on a document, with how it came about."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    # Which fee of the regulations (`annual`, `admission` …), for totals and bookkeeping.
    fee = models.CharField(max_length=40)
    text = models.CharField(_("text"), max_length=200)
    # From the rule to the cent: [{"text": …, "cents": …}], in the words of the day of issue.
    explanation = models.JSONField(default=list)
    gross_cents = models.BigIntegerField(_("amount"))
    net_cents = models.BigIntegerField(_("net"))
    vat_cents = models.BigIntegerField(_("VAT"), default=0)
    tax = models.CharField(_("VAT treatment"), max_length=20, choices=TaxTreatment, default=TaxTreatment.NOT_TAXABLE)
    rate_permille = models.PositiveSmallIntegerField(_("VAT rate in per mille"), default=0)

    class Meta:
        verbose_name = _("invoice line")
        verbose_name_plural = _("invoice lines")
        ordering = ["invoice", "position"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="line_position_once"),
            models.CheckConstraint(
                condition=Q(gross_cents=F("net_cents") + F("vat_cents")), name="line_gross_is_net_plus_vat"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Charge(models.Model):
    """A claim with one due date: the whole of an invoice, or one of its instalments. It never changes.

    What is still open is never stored: it is `amount_cents` less the postings (`queries.ledger`).
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="charges")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="charges")
    # What it is for, said by the room above: "dues:<member>:<year>:<fee>". Charged once, unless reversed.
    key = models.CharField(max_length=120, db_index=True)
    part = models.PositiveSmallIntegerField(default=1)
    amount_cents = models.BigIntegerField(_("amount"))
    due_on = models.DateField(_("due on"))

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        constraints = [
            models.UniqueConstraint(fields=["invoice", "key", "part"], name="charge_part_once"),
            models.CheckConstraint(condition=Q(amount_cents__gte=0), name="charge_is_not_negative"),
        ]
        indexes = [models.Index(fields=["due_on"], name="charge_due")]

    def __str__(self) -> str:
        return f"{self.invoice} {self.due_on:%Y-%m-%d}"

    def is_due(self, today: date) -> bool:
        return self.due_on <= today


class InvoiceDocument(StoredFile):
    """The file of an issued document: made once, its hash kept, never made again."""

    folder = "invoices"

    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="document")

    class Meta:
        verbose_name = _("document of an invoice")
        verbose_name_plural = _("documents of invoices")

    def __str__(self) -> str:
        return str(self.invoice)
