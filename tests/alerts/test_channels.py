"""Each message as a person gets it: by mail, in Slack, from SNS."""

import json

import boto3
import pytest

from include.model.errors import DefinitionError
from soc2_airflow.alerts import Alert
from soc2_airflow.alerts.channels import tell

# The name of an item is anybody's: neither markup nor a template.
HOSTILE = "<b>{{ 7 * 7 }}</b>"
ALERT = Alert("New critical deviation: IAM-01", (f"{HOSTILE} in production: no MFA",), "Enrol.")


def test_a_mail_names_the_cause_in_its_subject_and_what_to_do_in_its_body(connect, mailbox):
    ways = tell(ALERT, {})

    (mail,) = mailbox
    assert ways == ["alerts_smtp"]
    assert mail["subject"] == "[SOC 2 evidence] New critical deviation: IAM-01"
    assert mail["to"] == "duty@example.com"
    body = mail.get_body(("html",)).get_content()
    assert "&lt;b&gt;{{ 7 * 7 }}&lt;/b&gt; in production: no MFA" in body
    assert "Enrol." in body


def test_slack_gets_the_same_as_text(connect, webhook):
    url, bodies = webhook
    connect("alerts_slack", conn_type="slackwebhook", host=url, password="T/B/secret")

    ways = tell(ALERT, {})

    (body,) = bodies
    assert ways == ["alerts_slack"]
    assert json.loads(body)["text"] == ALERT.text
    assert HOSTILE in ALERT.text


def test_sns_publishes_it_to_the_topic(connect, start_emulator):
    endpoint = start_emulator()
    session = boto3.Session("testing", "testing", region_name="us-east-1")
    sns, sqs = (session.client(name, endpoint_url=endpoint) for name in ("sns", "sqs"))
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    queue = sqs.create_queue(QueueName="people")["QueueUrl"]
    asked = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=asked["Attributes"]["QueueArn"])
    extra = {"target_arn": topic, "endpoint_url": endpoint, "region_name": "us-east-1"}
    connect("alerts_sns", conn_type="aws", login="testing", password="testing", extra=extra)

    tell(ALERT, {})

    (message,) = sqs.receive_message(QueueUrl=queue)["Messages"]
    body = json.loads(message["Body"])
    assert body["Message"] == ALERT.text
    assert body["Subject"] == "[SOC 2 evidence] New critical deviation: IAM-01"


def test_without_a_connection_nobody_is_told(connect):
    assert tell(ALERT, {}) == []


def test_a_connection_that_names_nobody_is_refused_with_what_to_add(connect):
    connect("alerts_smtp", conn_type="smtp", host="127.0.0.1", extra={"from_email": "a@b.c"})

    with pytest.raises(
        DefinitionError, match=r'alerts_smtp: no to; add it to its extra, as in \{"to"'
    ):
        tell(ALERT, {})
