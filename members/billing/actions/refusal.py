"""The one exception of this app: why something was not done, in words for whoever asked."""


class BillingRefused(Exception):  # noqa: N818 - a refusal is no error of the program
    """An action was refused; the message is for people and says why."""
