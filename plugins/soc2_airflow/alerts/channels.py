"""The ways to people: each is there when its Airflow connection is.

``alerts_smtp`` (a mail server; extra ``from_email``, ``to``), ``alerts_slack`` (an incoming webhook),
``alerts_sns`` (AWS; extra ``target_arn``).
"""

from collections.abc import Callable, Iterator
from typing import Any

from airflow.sdk import BaseHook
from airflow.sdk.exceptions import AirflowNotFoundException

from include.model.errors import DefinitionError
from soc2_airflow.alerts.alert import Alert

SMTP, SLACK, SNS = "alerts_smtp", "alerts_slack", "alerts_sns"
_SUBJECT = "[SOC 2 evidence] {}"
_LONGEST_SUBJECT = 100  # of a message to SNS

# Notifiers render templates when they are called; what comes from evidence must never be one: see ``tell``.
Notify = Callable[[Alert], Any]


def tell(alert: Alert, context: Any) -> list[str]:
    """Send an alert by every way that is connected; return their names.

    Raises:
        DefinitionError: a connection lacks what its way needs.
    """
    ways = list(_ways())
    for _, notifier in ways:
        # Not called: that would render the text, which names items of evidence, as a template.
        notifier(alert).notify(context)
    return [name for name, _ in ways]


def _ways() -> Iterator[tuple[str, Notify]]:
    for name, way in ((SMTP, _mail), (SLACK, _slack), (SNS, _sns)):
        try:
            connection = BaseHook.get_connection(name)
        except AirflowNotFoundException:
            continue
        yield name, way(connection.extra_dejson)


def _mail(extra: dict[str, Any]) -> Notify:
    from airflow.providers.smtp.notifications.smtp import SmtpNotifier

    to = _needed(SMTP, extra, "to", "person@example.com")
    sender = _needed(SMTP, extra, "from_email", "soc2@example.com")
    return lambda alert: SmtpNotifier(
        to=to,
        from_email=sender,
        subject=_SUBJECT.format(alert.subject),
        html_content=alert.html,
        smtp_conn_id=SMTP,
    )


def _slack(_: dict[str, Any]) -> Notify:
    from airflow.providers.slack.notifications.slack_webhook import SlackWebhookNotifier

    return lambda alert: SlackWebhookNotifier(slack_webhook_conn_id=SLACK, text=alert.text)


def _sns(extra: dict[str, Any]) -> Notify:
    from airflow.providers.amazon.aws.notifications.sns import SnsNotifier

    target = _needed(SNS, extra, "target_arn", "arn:aws:sns:…:soc2-alerts")
    return lambda alert: SnsNotifier(
        aws_conn_id=SNS,
        target_arn=target,
        message=alert.text,
        subject=_SUBJECT.format(alert.subject)[:_LONGEST_SUBJECT],
    )


def _needed(connection: str, extra: dict[str, Any], name: str, example: str) -> str:
    value = extra.get(name)
    if not value:
        raise DefinitionError(
            f'connection {connection}: no {name}; add it to its extra, as in {{"{name}": "{example}"}}'
        )
    return str(value)
