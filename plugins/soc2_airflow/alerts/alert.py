"""One message to people: what happened, to what, and what to do."""

from dataclasses import dataclass

from jinja2 import Environment

_MAIL = Environment(autoescape=True).from_string(
    "<p>{{ alert.subject }}</p>\n<ul>\n{% for line in alert.lines %}<li>{{ line }}</li>\n{% endfor %}</ul>\n"
    "<p>{{ alert.to_do }}</p>\n"
)


@dataclass(frozen=True)
class Alert:
    """``subject`` names the cause, ``lines`` everything that it struck, ``to_do`` what helps."""

    subject: str
    lines: tuple[str, ...]
    to_do: str

    @property
    def text(self) -> str:
        """Write it as plain text."""
        return "\n".join((self.subject, "", *(f"- {line}" for line in self.lines), "", self.to_do))

    @property
    def html(self) -> str:
        """Write it as a mail's body; names come from evidence and are escaped."""
        return _MAIL.render(alert=self)
