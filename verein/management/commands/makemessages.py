"""`manage.py makemessages`: one catalogue, sorted, without line numbers or guesses, so that changes merge."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    msgmerge_options = [
        "-q",
        "--backup=none",
        "--update",
        "--no-fuzzy-matching",
        "--no-location",
        "--sort-output",
        "--no-wrap",
    ]
    msguniq_options = ["--to-code=utf-8", "--no-location", "--sort-output", "--no-wrap"]
    msgattrib_options = ["--no-obsolete", "--sort-output", "--no-wrap"]
    xgettext_options = ["--from-code=UTF-8", "--add-comments=Translators", "--no-location"]
