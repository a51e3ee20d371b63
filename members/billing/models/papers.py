"""Letters that are no invoices, and what was printed to go by post: made once, never changed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Member
from members.models.acting import Acted

from .accounts import Account
from .invoices import InvoiceDocument
from .reminders import ReminderDocument
from .stored import StoredFile


class Paper(Acted, StoredFile):
    """A receipt or letter: its file with its hash, never made again."""

    folder = "papers"

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("receipt")
        NOTICE = "notice", _("pre-notification of a debit")
        CHANGE = "change", _("change of an announced debit")
        LETTER = "letter", _("letter")  # what others get by mail

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # What it is about, once: "receipt:<account>:<reference of the payment>", "debit:<debit>", "debit-change:<debit>",
    # "letter:<its number>", "declaration:<year>:<declaration>:asked".
    key = models.CharField(max_length=220, unique=True)
    title = models.CharField(_("title"), max_length=200)  # in its own language
    issued_on = models.DateField(_("date"))
    amount_cents = models.BigIntegerField(_("amount"))
    retain_until = models.DateField()  # last day (§ 147 AO, L-TAX-11)

    class Meta:
        verbose_name = _("letter of an account")
        verbose_name_plural = _("letters of accounts")
        ordering = ["-issued_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.title} {self.issued_on:%Y-%m-%d}"


class WaitingLetter(models.Model):
    """What others are told by mail, in words; printed it becomes a paper, and this row goes."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    # About the member's own data: to the member, whoever pays. Else to the payer.
    to_member = models.BooleanField(default=False)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    language = models.CharField(max_length=10)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("letter to be printed")
        verbose_name_plural = _("letters to be printed")

    def __str__(self) -> str:
        return self.title


class PostRun(Acted):
    """Letters printed together for payers without an e-mail address."""

    printed_on = models.DateField(_("printed on"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("print of letters")
        verbose_name_plural = _("prints of letters")
        ordering = ["-printed_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.printed_on:%Y-%m-%d}"


class PostItem(models.Model):
    """One document that went by post: an invoice's, a reminder's or another letter, each once."""

    run = models.ForeignKey(PostRun, on_delete=models.PROTECT, related_name="items")
    document = models.OneToOneField(
        InvoiceDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="post_item"
    )
    paper = models.OneToOneField(Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="post_item")
    reminder = models.OneToOneField(
        ReminderDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="post_item"
    )

    class Meta:
        verbose_name = _("printed letter")
        verbose_name_plural = _("printed letters")
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=False, paper=None, reminder=None)
                | Q(document=None, paper__isnull=False, reminder=None)
                | Q(document=None, paper=None, reminder__isnull=False),
                name="post_item_is_one_letter",
            )
        ]

    def __str__(self) -> str:
        return str(self.letter)

    @property
    def letter(self) -> StoredFile:
        found = self.document or self.paper or self.reminder
        assert found is not None  # a constraint
        return found
