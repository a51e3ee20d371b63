"""The one exception of this app: why something was not done, in words for whoever asked."""


class BoardRefused(Exception):  # noqa: N818 - a refusal is no error of the program
    """An action was refused; each of `reasons` is for people and says why. Nothing was changed."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def refuse(reason: str | None) -> None:
    """Raise with what a rule answered; None is consent."""
    if reason:
        raise BoardRefused(reason)
