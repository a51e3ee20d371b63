"""One function a mail: messages from the contact form."""

from verein.mail import queue_mail
from verein.models import Mail


def contact_message(*, to: str, name: str, email: str, topic: str, message: str, language: str) -> Mail:
    """To the association; an answer goes to whoever wrote. `language` is the one the visitor read the site in."""
    return queue_mail(
        "home/mail/contact",
        to=to,
        reply_to=email,
        context={"name": name, "email": email, "topic": topic, "message": message, "visitor_language": language},
    )
