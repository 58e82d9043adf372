"""``company/access_review.yaml``: who reviews what is nobody's, by when, and who answers in Airflow."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from include.model.frozen import Frozen

Days = Annotated[int, Field(gt=0)]


class AccessReviewFile(Frozen):
    """How the company reviews access.

    ``reviewers`` are people of the roster, in this order: the first who is not an account's owner reviews it
    where its owner has no manager who works here. ``remind_days`` count from the due date.
    ``airflow_users`` are accounts of Airflow by person; whoever has none decides in the register.
    """

    reviewers: Annotated[tuple[str, ...], Field(min_length=2)]
    airflow_users: dict[str, str] = {}
    due_days: Days = 21
    closes_days: Days = 45
    remind_days: tuple[int, ...] = (-7, -1, 0, 7, 14)
    revoke_days: Days = 7
    unused_days: Days = 90

    @model_validator(mode="after")
    def _can_be_kept(self) -> Self:
        if len(set(self.reviewers)) < len(self.reviewers):
            raise ValueError("reviewers: name each once; the next reviews what is the first one's")
        if self.closes_days < self.due_days:
            raise ValueError("closes_days: a review cannot close before it is due")
        users = list(self.airflow_users.values())
        if len(set(users)) < len(users):
            raise ValueError("airflow_users: an account of Airflow is one person's")
        return self
