# Airflow with what is pinned, and this project's code, which nobody but root can change.
# Not the slim one: KubernetesExecutor needs its provider.
FROM apache/airflow:3.3.2-python3.11 AS airflow
COPY requirements.txt /
RUN pip install --no-cache-dir --require-hashes --requirement /requirements.txt
COPY include /opt/airflow/include
COPY plugins /opt/airflow/plugins
COPY dags /opt/airflow/dags
# A new volume takes the owner of the folder that it is mounted over.
RUN mkdir -p /opt/airflow/locker /opt/airflow/logs /opt/airflow/packets
ENV PYTHONPATH=/opt/airflow:/opt/airflow/plugins
# An image has no repository; every manifest says which commit made it.
ARG SOC2_CODE_VERSION=unknown
ENV SOC2_CODE_VERSION=${SOC2_CODE_VERSION}

# The emulated company: nothing that collects real evidence is made from this.
FROM airflow AS demo
COPY requirements-dev.txt /
RUN pip install --no-cache-dir --require-hashes --requirement /requirements-dev.txt
COPY tests/demo /opt/airflow/tests/demo

# What is built when nobody names a target.
FROM airflow
