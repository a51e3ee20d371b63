"""What the website itself keeps of people: mails, the audit log, versions of pages, drafts, sessions, files."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision

from verein.models import LogEntry, Mail, MailAttachment, Retention
from verein.schedule import prune_tasks

from .base import Activity, Outcome, Provider, Section, Subject
from .redact import redact
from .words import section

# Mails that tell of an erasure go the night after they left.
ERASURE_MAILS = ("members/mail/erased",)
# Columns in which somebody may have written about somebody.
MENTIONS = {
    "verein.mail": ("subject", "text", "html", "reply_to", "headers", "error"),
    "verein.mailattachment": ("name",),
    "verein.siteimage": ("title", "description", "credit"),
    "verein.sitedocument": ("title",),
    "wagtailcore.revision": ("object_str", "content"),
    "wagtailcore.pagelogentry": ("label", "data"),
    "wagtailcore.modellogentry": ("label", "data"),
    "wagtailcore.comment": ("text",),
    "wagtailcore.commentreply": ("text",),
    "wagtailcore.taskstate": ("comment",),
    "wagtailadmin.formstate": ("data",),
    "django_tasks_database.dbtaskresult": ("args_kwargs", "return_value", "traceback"),
}


class WebsiteProvider(Provider):
    personal = {
        **MENTIONS,
        "verein.mail": ("to", *MENTIONS["verein.mail"]),
        "verein.mailattachment": ("name", "content"),
        "verein.siteimage": ("uploaded_by_user", *MENTIONS["verein.siteimage"]),
        "verein.sitedocument": ("uploaded_by_user", *MENTIONS["verein.sitedocument"]),
        "verein.logentry": ("actor", "object_id"),
        "verein.association": ("representatives", "editor_responsible", "privacy_contact", "accessibility_contact"),
        "wagtailcore.apitoken": ("user", "name"),
        "wagtailcore.pagesubscription": ("user",),
        "wagtailcore.uploadedfile": ("uploaded_by_user",),
        "wagtailcore.workflowstate": ("requested_by",),
        "wagtailadmin.editingsession": ("user",),
        "wagtailusers.userprofile": ("user", "avatar"),
        "sessions.session": ("session_data",),
    }
    impersonal = {
        "verein.rendition": "sizes of a picture",
        "verein.scheduledjob": "jobs of the server",
        "verein.loglink": "digests over the log",
        "verein.retention": "the association's settings",
        "taggit.tag": "words; who uses them stands at the person",
        "taggit.taggeditem": "words at pictures and documents",
        "auth.permission": "rights",
        "auth.group": "groups of rights",
        "auth.group_permissions": "rights of groups",
        "contenttypes.contenttype": "kinds of records",
        "wagtailadmin.admin": "an anchor for rights",
        "wagtailcore.collection": "folders",
        "wagtailcore.collectionviewrestriction": "who may open a folder: groups and passwords",
        "wagtailcore.collectionviewrestriction_groups": "groups",
        "wagtailcore.groupapprovaltask": "workflows are switched off",
        "wagtailcore.groupapprovaltask_groups": "groups",
        "wagtailcore.groupcollectionpermission": "rights of groups",
        "wagtailcore.grouppagepermission": "rights of groups",
        "wagtailcore.groupsitepermission": "rights of groups",
        "wagtailcore.locale": "languages",
        "wagtailcore.pageviewrestriction": "who may open a page: groups and passwords",
        "wagtailcore.pageviewrestriction_groups": "groups",
        "wagtailcore.referenceindex": "which record points at which",
        "wagtailcore.site": "addresses of the site",
        "wagtailcore.task": "workflows are switched off",
        "wagtailcore.workflow": "workflows are switched off",
        "wagtailcore.workflowcontenttype": "workflows are switched off",
        "wagtailcore.workflowpage": "workflows are switched off",
        "wagtailcore.workflowtask": "workflows are switched off",
        "wagtaildocs.document": "not used: documents are verein.sitedocument",
        "wagtailembeds.embed": "not used: nothing is embedded",
        "wagtailimages.image": "not used: pictures are verein.siteimage",
        "wagtailimages.rendition": "not used: pictures are verein.siteimage",
        "wagtailredirects.redirect": "old addresses of pages",
    }
    activities = (
        Activity(
            key="mails",
            purpose=gettext_lazy("Send mails that belong to registration, account or membership"),
            legal_basis=gettext_lazy("Art. 6 (1) (b) GDPR"),
            people=gettext_lazy("members, guests, people who write to us"),
            data=gettext_lazy("address, text and time of the mail, answer of the mail server"),
            recipients=gettext_lazy("mail provider"),
            kept=lambda lengths: (
                ngettext("%(count)s day after sending", "%(count)s days after sending", lengths.mail_days)
                % {"count": lengths.mail_days}
            ),
        ),
        Activity(
            key="log",
            purpose=gettext_lazy("Prove who changed data, against unnoticed changes"),
            legal_basis=gettext_lazy("Art. 6 (1) (f) in conjunction with Art. 5 (2) and 32 GDPR"),
            people=gettext_lazy("members, guests, people who work in the office"),
            data=gettext_lazy("time, number of the account, number of the record, names of changed fields, no content"),
            recipients=gettext_lazy("the board"),
            kept=lambda _lengths: _("as long as the association exists; without names once the account is erased"),
        ),
        Activity(
            key="editing",
            purpose=gettext_lazy("Write and publish pages, pictures and documents"),
            legal_basis=gettext_lazy("Art. 6 (1) (f) GDPR"),
            people=gettext_lazy("editors, people who are written about or seen in pictures"),
            data=gettext_lazy("pages and their earlier versions, who edited them and when"),
            recipients=gettext_lazy("everyone for published pages, otherwise the editors"),
            kept=lambda lengths: (
                ngettext(
                    "earlier versions %(count)s month", "earlier versions %(count)s months", lengths.revision_months
                )
                % {"count": lengths.revision_months}
            ),
        ),
    )

    def export(self, subject: Subject) -> list[Section]:
        mails = Mail.objects.filter(to__in=subject.emails).defer("text", "html").order_by("-pk")
        return [
            section(
                "mails",
                _("Mails to me"),
                mails,
                ("created_at", "to", "subject", "state", "sent_at"),
            )
        ]

    def erase(self, subject: Subject, now: datetime) -> list[Outcome]:
        if not subject.leaves:
            return []
        own = Q(to__in=subject.emails)
        mails = Mail.objects.filter(own).delete()[1].get(Mail._meta.label, 0) if subject.emails else 0
        texts = sum(len(redact(label, fields, subject.needles)) for label, fields in MENTIONS.items())
        entries = LogEntry.objects.filter(actor_id=subject.user_id).count() if subject.user_id else 0
        return [
            Outcome(_("mails to the person"), mails),
            Outcome(_("attachments of other mails that name the person"), _forget_attachments(subject)),
            Outcome(_("texts, versions of pages and logs in which the name was replaced"), texts),
            Outcome(
                _("entries of the log by the person"),
                entries,
                because=_("They prove who changed data (Art. 5 (2) GDPR) and hold the number of the account, no name."),
            ),
        ]

    def export_guest(self, email: str) -> list[Section]:
        mails = Mail.objects.filter(to__iexact=email).defer("text", "html").order_by("-pk")
        return [section("mails", _("Mails to me"), mails, ("created_at", "to", "subject", "state", "sent_at"))]

    def erase_guest(self, email: str, now: datetime) -> list[Outcome]:
        mails = Mail.objects.filter(to__iexact=email).delete()[1].get(Mail._meta.label, 0)
        texts = sum(len(redact(label, fields, {email: "–"})) for label, fields in MENTIONS.items())
        return [
            Outcome(_("mails to the person"), mails),
            Outcome(_("texts, versions of pages and logs in which the address was replaced"), texts),
        ]

    def retain(self, lengths: Retention, now: datetime) -> list[Outcome]:
        old = now - timedelta(days=lengths.mail_days)
        done = Mail.objects.exclude(state__in=(Mail.State.QUEUED, Mail.State.SENDING))
        long_ago = Q(sent_at__lt=old) | Q(sent_at=None, created_at__lt=old)
        mails = done.filter(long_ago | Q(kind__in=ERASURE_MAILS, state=Mail.State.SENT))
        year = now - timedelta(days=365)
        return [
            Outcome(_("mails"), mails.delete()[1].get(Mail._meta.label, 0)),
            Outcome(_("versions of pages"), _forget_revisions(now - timedelta(days=30 * lengths.revision_months))),
            Outcome(_("results of tasks"), prune_tasks(now)),
            Outcome(
                _("entries of the editors' history"),
                PageLogEntry.objects.filter(timestamp__lt=year).delete()[0]
                + ModelLogEntry.objects.filter(timestamp__lt=year).delete()[0],
            ),
            Outcome(_("sessions that are over"), Session.objects.filter(expire_date__lt=now).delete()[0]),
        ]


def _forget_revisions(before: datetime) -> int:
    """Old versions of pages; the published one, the newest and those waiting for their day stay."""
    in_use = Page.objects.exclude(latest_revision=None).values("latest_revision")
    live = Page.objects.exclude(live_revision=None).values("live_revision")
    old = Revision.objects.filter(created_at__lt=before, approved_go_live_at=None)
    return int(old.exclude(pk__in=in_use).exclude(pk__in=live).delete()[1].get(Revision._meta.label, 0))


def _forget_attachments(subject: Subject) -> int:
    """Lists and letters to others that name the person; the mail itself stays."""
    names = [needle.encode() for needle in subject.needles]
    found = [
        pk
        for pk, content in MailAttachment.objects.values_list("pk", "content").iterator()
        if any(name in bytes(content) for name in names)
    ]
    return MailAttachment.objects.filter(pk__in=found).delete()[0]


PROVIDER = WebsiteProvider()
