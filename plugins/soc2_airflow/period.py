"""Makes the packet of an observation period, by hand or before an audit begins."""

from typing import Any

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowFailException

from soc2_airflow import hooks


class MakePacket(BaseOperator):
    """Make the folder and the ZIP that an auditor receives for one period."""

    ui_color = "#dfeaf2"
    template_fields = ("first", "last", "as_of")

    def __init__(self, *, first: str, last: str, as_of: str = "", **kwargs: Any) -> None:
        """Name the first and last day (UTC), and the instant of knowledge; none is the last record's."""
        super().__init__(**kwargs)
        self.first = first
        self.last = last
        self.as_of = as_of

    def execute(self, context: Any) -> dict[str, str]:
        """Build it; return where it is and the hash to hand over by other means."""
        from argparse import ArgumentTypeError

        from include.model.command_line import instant, period
        from include.packet import build

        del context
        try:
            span = period(f"{self.first}..{self.last}")
            at = instant(self.as_of) if self.as_of else None
        except ArgumentTypeError as error:
            raise AirflowFailException(str(error)) from None
        packet = build(hooks.locker(), hooks.warehouse_uri(), span, hooks.packets_folder(), at=at)
        self.log.info("%s, SHA-256 %s", packet.archive, packet.sha256)
        return {"archive": str(packet.archive), "sha256": packet.sha256}
