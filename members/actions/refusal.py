"""The one exception of this app: why something was not done, in words for whoever asked."""


class MemberRefused(Exception):  # noqa: N818 - a refusal is no error of the program
    """An action was refused; the message is for people and says why."""


def refuse(reason: str | None) -> None:
    """Raise with what a rule answered; None is consent."""
    if reason:
        raise MemberRefused(reason)
