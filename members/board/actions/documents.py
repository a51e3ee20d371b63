"""Writes: documents that go with an office from one holder to the next."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from wagtail.models import Collection

from members.board.models import OfficeSetting, Term
from members.board.rules import why_not_keep_document, why_not_remove_document
from members.models import User
from verein import audit
from verein.models import SiteDocument

from .refusal import refuse
from .terms import lock_offices


@transaction.atomic
def add_document(term: Term, *, title: str, file: UploadedFile, office: str, actor: User) -> SiteDocument:
    """Put a file to the documents of the office of a running `term`: its holders open it, one after the other.

    Locks the office's settings. `office` names the collection that is made for the first one.
    """
    lock_offices([term.office_key])
    setting = OfficeSetting.objects.select_related("collection").get(office_key=term.office_key)
    refuse(why_not_keep_document(file.name or "", file.size or 0))
    if setting.collection is None:
        root = Collection.get_first_root_node()
        assert root is not None  # Wagtail's migrations make it
        setting.collection = root.add_child(name=office[:255])
        setting.save(update_fields=["collection"])
    document = SiteDocument(
        title=title,
        file=file,
        access=SiteDocument.Access.CIRCLE,
        collection=setting.collection,
        uploaded_by_user=actor,
    )
    document._set_document_file_metadata()  # size and hash, as Wagtail's own form does
    document.save()
    audit.log("board.add_document", document, actor=actor, fields=["title", "file"])
    return document


@transaction.atomic
def remove_document(term: Term, *, document: SiteDocument, actor: User) -> None:
    """Take a file out of the documents of the office for good."""
    lock_offices([term.office_key])
    setting = OfficeSetting.objects.get(office_key=term.office_key)
    refuse(why_not_remove_document(document, setting))
    audit.log("board.remove_document", document, actor=actor)
    document.delete()
