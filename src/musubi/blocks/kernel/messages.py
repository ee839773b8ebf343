"""Errors whose Japanese message is translated at the edge: pure modules raise them, views and commands render them."""

from collections.abc import Callable


def gettext_noop(message: str) -> str:
    """Mark ``message`` for extraction and return it as it is: it works where no Django settings are loaded."""
    return message


class TextError(ValueError):
    """A text could not be read; ``code`` is stable, ``template`` and ``params`` make the message.

    ``str(error)`` is the Japanese message. ``error.render(gettext)`` is the message in the language in force.
    """

    def __init__(self, code: str, template: str, **params: object) -> None:
        self.code = code
        self.template = template
        self.params = params
        super().__init__(code, template, params)

    def render(self, translate: Callable[[str], str] = str) -> str:
        """Return the message, its template passed through ``translate`` before the values are filled in.

        A value that is a tuple is a list of templates: each is translated and they are joined.
        """
        params = {key: " / ".join(translate(part) for part in value) if isinstance(value, tuple) else value for key, value in self.params.items()}
        return translate(self.template) % params

    def __str__(self) -> str:
        return self.render()


LONGEST_QUOTE = 40


def quote(text: str) -> str:
    """Return ``text`` on one line and short enough to stand in a message."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_QUOTE else flat[: LONGEST_QUOTE - 1] + "…"
