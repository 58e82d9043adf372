"""deploy/helm-values.yaml has the chart's names and no secret; its secrets backend finds our connections."""

import json
from importlib import import_module

import boto3
import pytest
import yaml
from moto import mock_aws

from tests.deploy import compose
from tests.deploy.compose import ROOT

VALUES = yaml.safe_load((ROOT / "deploy" / "helm-values.yaml").read_text(encoding="utf-8"))
# Of the chart's reference of parameters, 1.22.
KNOWN = {
    *("airflowVersion", "executor", "images", "env", "config", "data", "securityContexts"),
    *("fernetKeySecretName", "apiSecretKeySecretName", "jwtSecretName"),
    *(
        "postgresql",
        "createUserJob",
        "workers",
        "apiServer",
        "scheduler",
        "dagProcessor",
        "triggerer",
    ),
}
CONNECTIONS = (
    "aws_default",
    "github_default",
    "locker",
    "warehouse",
    "sealing_key",
    "time_authority",
    "alerts_smtp",
    "alerts_slack",
    "alerts_sns",
)
SSM = "airflow.providers.amazon.aws.secrets.systems_manager.SystemsManagerParameterStoreBackend"


@pytest.fixture
def aws(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        yield boto3.Session()


def backend(path, **kwargs):
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)(**kwargs)


def stored(name):
    return json.dumps({"conn_type": "generic", "password": f"of {name}", "extra": {"path": "/p"}})


def test_the_chart_has_every_name():
    assert set(VALUES) == KNOWN


def test_it_is_the_airflow_of_the_image():
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")

    assert f"FROM apache/airflow:{VALUES['airflowVersion']}-python" in dockerfile


def test_secrets_are_named_and_never_written():
    named = {name: value for name, value in VALUES.items() if name.endswith("SecretName")}

    assert set(named) == {"fernetKeySecretName", "apiSecretKeySecretName", "jwtSecretName"}
    assert not {"fernetKey", "apiSecretKey", "jwtSecret"} & set(VALUES)
    assert set(VALUES["data"]) == {"metadataSecretName"}
    assert "password" not in yaml.safe_dump(VALUES).lower()


def test_what_compose_says_of_airflow_the_chart_says_too():
    ours = compose.read()["x-airflow-environment"]

    assert VALUES["config"]["core"]["auth_manager"] == ours["AIRFLOW__CORE__AUTH_MANAGER"]
    assert {each["name"]: each["value"] for each in VALUES["env"]} == {
        name: ours[name] for name in ("GX_ANALYTICS_ENABLED", "PYTHONPATH", "SOC2_COMPANY")
    }


@pytest.mark.parametrize("name", CONNECTIONS)
def test_secrets_manager_answers_for_each_connection(aws, name):
    workers = VALUES["config"]["workers"]
    kwargs = json.loads(workers["secrets_backend_kwargs"])
    aws.client("secretsmanager").create_secret(
        Name=f"soc2/connections/{name}", SecretString=stored(name)
    )

    found = backend(workers["secrets_backend"], **kwargs).get_connection(name)

    assert (found.password, found.extra_dejson) == (f"of {name}", {"path": "/p"})


@pytest.mark.parametrize("name", CONNECTIONS)
def test_the_parameter_store_answers_for_each_connection(aws, name):
    aws.client("ssm").put_parameter(
        Name=f"/soc2/connections/{name}", Value=stored(name), Type="SecureString"
    )

    found = backend(SSM, connections_prefix="/soc2/connections").get_connection(name)

    assert (found.password, found.extra_dejson) == (f"of {name}", {"path": "/p"})


def test_the_page_names_every_connection():
    page = (ROOT / "docs" / "connections.md").read_text(encoding="utf-8")

    assert [name for name in CONNECTIONS if f"`soc2/connections/{name}`" not in page] == []
    assert SSM in page
