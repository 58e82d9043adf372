"""What each permission set is asked, and the columns that the answers fill."""

from include.sources.aws._questions import Answer, Columns, Question


def _described(answer: Answer) -> Columns:
    told = (answer or {})["PermissionSet"]
    return {"name": told["Name"], "session_duration": told.get("SessionDuration", "PT1H")}


def _managed(answer: Answer) -> Columns:
    return {"managed_policies": [each["Arn"] for each in _whole(answer, "AttachedManagedPolicies")]}


def _customer(answer: Answer) -> Columns:
    listed = _whole(answer, "CustomerManagedPolicyReferences")
    return {"customer_policies": [f"{each.get('Path', '/')}{each['Name']}" for each in listed]}


def _inline(answer: Answer) -> Columns:
    return {"inline_policy": (answer or {})["InlinePolicy"] or "none"}


def _boundary(answer: Answer) -> Columns:
    if answer is None:
        return {"permissions_boundary": "none"}
    told = answer["PermissionsBoundary"]
    own = told.get("CustomerManagedPolicyReference")
    arn = f"{own.get('Path', '/')}{own['Name']}" if own else told["ManagedPolicyArn"]
    return {"permissions_boundary": arn}


def _whole(answer: Answer, key: str) -> list[dict[str, str]]:
    """Return a list that AWS limits to fewer items than fit a page; one that goes on is not understood."""
    told = answer or {}
    if told.get("NextToken"):
        msg = f"{key} goes on behind its first page"
        raise ValueError(msg)
    listed: list[dict[str, str]] = told[key]
    return listed


QUESTIONS = (
    Question("DescribePermissionSet", _described),
    Question("ListManagedPoliciesInPermissionSet", _managed),
    Question("ListCustomerManagedPolicyReferencesInPermissionSet", _customer),
    Question("GetInlinePolicyForPermissionSet", _inline),
    Question("GetPermissionsBoundaryForPermissionSet", _boundary, ("ResourceNotFoundException",)),
)
