"""The one exception of this app: why something was not done, in words for whoever asked."""


class DuesRefused(Exception):  # noqa: N818 - a refusal is no error of the program
    """An action was refused; each of `reasons` is for people and says why. Nothing was changed."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons
