"""What the API server says when it says no: `Status` objects in its own words."""

from typing import Any

from bot.sandbox.cluster.objects import Obj
from bot.sandbox.cluster.resources import Resource


class ApiError(Exception):
    """A refusal, carrying the HTTP code and the `Status` object that is its body."""

    def __init__(self, code: int, reason: str, message: str, details: Obj | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.body: dict[str, Any] = {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": message,
            "reason": reason,
            "code": code,
        }
        if details is not None:
            self.body["details"] = details


def details_of(resource: Resource, name: str = "") -> Obj:
    """The `details` of a `Status`: which object, as the server writes it."""
    found: Obj = {"name": name} if name else {}
    if resource.group:
        found["group"] = resource.group
    return found | {"kind": resource.plural}


def not_found(resource: Resource, name: str) -> ApiError:
    """404 for an object."""
    message = f'{resource.qualified} "{name}" not found'
    return ApiError(404, "NotFound", message, details_of(resource, name))


def no_such_path() -> ApiError:
    """404 for a path."""
    return ApiError(404, "NotFound", "the server could not find the requested resource", {})


def unauthorized() -> ApiError:
    """401: the token is unknown."""
    return ApiError(401, "Unauthorized", "Unauthorized")


def bad_request(message: str) -> ApiError:
    """400."""
    return ApiError(400, "BadRequest", message)


def conflict(resource: Resource, name: str, why: str) -> ApiError:
    """409: a precondition does not hold."""
    message = f'Operation cannot be fulfilled on {resource.qualified} "{name}": {why}'
    return ApiError(409, "Conflict", message, details_of(resource, name))


def already_exists(resource: Resource, name: str) -> ApiError:
    """409: the name is taken."""
    message = f'{resource.qualified} "{name}" already exists'
    return ApiError(409, "AlreadyExists", message, details_of(resource, name))


def invalid(resource: Resource, name: str, field: str, why: str) -> ApiError:
    """422: the object would break a rule of its kind."""
    group = f".{resource.group}" if resource.group else ""
    message = f'{resource.kind}{group} "{name}" is invalid: {field}: {why}'
    details = {
        "name": name,
        "group": resource.group,
        "kind": resource.kind,
        "causes": [{"reason": "FieldValueInvalid", "message": why, "field": field}],
    }
    return ApiError(422, "Invalid", message, details)


def not_admitted(resource: Resource, name: str, why: str) -> ApiError:
    """403: admission refused the object."""
    message = f'{resource.qualified} "{name}" is forbidden: {why}'
    return ApiError(403, "Forbidden", message, details_of(resource, name))


def unsupported_patch(content_type: str, accepted: tuple[str, ...]) -> ApiError:
    """415: no such patch format."""
    message = (
        f"the body of the request was in an unknown format ({content_type}) - accepted media types include: "
        + ", ".join(accepted)
    )
    return ApiError(415, "UnsupportedMediaType", message)


def unsupported_body(content_type: str) -> ApiError:
    """415: a body in a format that this server does not read."""
    message = (
        f"the body of the request was in an unknown format ({content_type}) - accepted media types include: "
        "application/json, application/yaml"
    )
    return ApiError(415, "UnsupportedMediaType", message)


def method_not_allowed() -> ApiError:
    """405."""
    return ApiError(
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource", {}
    )


def expired_list() -> ApiError:
    """410: a `continue` token that is no longer good."""
    return ApiError(
        410,
        "Expired",
        "The provided continue parameter is too old to display a consistent list result. You can start a new list "
        "without the continue parameter.",
    )
