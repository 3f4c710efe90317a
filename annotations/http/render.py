"""Records and errors to JSON, once."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from pydantic import BaseModel
from pydantic import ValidationError as RecordInvalid

from annotations.errors import InputInvalid, PortalError, TooManyRequests

JSON = "application/json"


class StrictParser(Parser):
    """JSON bodies without NaN, duplicate tricks or bottomless nesting."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Decode a body.

        Raises:
            InputInvalid: it is not JSON.
        """
        try:
            return orjson.loads(request.body)
        except orjson.JSONDecodeError as fault:
            message = f"The body is not JSON: {fault}."
            raise InputInvalid(message, {"body": "not JSON"}) from fault


def answer(record: BaseModel, status: int = 200) -> HttpResponse:
    """Render a record."""
    return HttpResponse(record.model_dump_json(), status=status, content_type=JSON)


def answer_error(
    code: str, message: str, status: int, fields: dict[str, str] | None = None, **more: Any
) -> HttpResponse:
    """Render an error the way every error is rendered."""
    body = {"code": code, "message": message, "fields": fields or {}, **more}
    return HttpResponse(orjson.dumps(body), status=status, content_type=JSON)


def handle_errors(api: NinjaAPI) -> None:
    """Give every fault that can come out of a view the one form of an error."""

    @api.exception_handler(PortalError)
    def portal_error(request: HttpRequest, fault: PortalError) -> HttpResponse:
        response = answer_error(fault.code, fault.message, fault.http_status, fault.fields)
        if isinstance(fault, TooManyRequests):
            response["Retry-After"] = str(fault.retry_after)
        return response

    @api.exception_handler(ValidationError)
    def input_invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
        return _invalid(fault.errors)

    @api.exception_handler(RecordInvalid)
    def record_invalid(request: HttpRequest, fault: RecordInvalid) -> HttpResponse:
        return _invalid([dict(entry) for entry in fault.errors(include_url=False, include_input=False)])

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, fault: HttpError) -> HttpResponse:
        return answer_error("input_invalid", str(fault.message), fault.status_code)


def _invalid(errors: list[dict[str, Any]]) -> HttpResponse:
    fields: dict[str, str] = {}
    for entry in errors:
        place = [str(part) for part in entry.get("loc", ())]
        if place and place[0] in {"body", "query", "path", "form", "file"}:
            place = place[2:] if place[0] == "body" and len(place) > 2 else place[1:]
        # The kind of a shape is no field; what people call their labels' skeletons and attributes is.
        parts = zip(["", *place], place, strict=False)
        name = ".".join(part for before, part in parts if before != "shape" or part not in _SHAPE_KINDS)
        fields.setdefault(name or "body", str(entry.get("msg", "invalid")).removeprefix("Value error, "))
    first = next(iter(fields.items()), ("body", "invalid"))
    return answer_error("input_invalid", f"{first[0]}: {first[1]}.", 400, fields)


_SHAPE_KINDS = frozenset({"box", "polygon", "polyline", "points", "skeleton", "ellipse", "mask", "tag"})
