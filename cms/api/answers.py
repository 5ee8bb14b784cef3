"""What all endpoints share: who may read, how answers are cached, how a refusal looks."""

from __future__ import annotations

import hashlib
import re
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import get_conditional_response
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from wagtail.api import APIField
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet

from cms.api import published

FRESH = "public, max-age=30, stale-while-revalidate=300"
_SENTENCES = {
    400: ("bad_request", "Câu hỏi không hợp lệ."),
    404: ("not_found", "Không có nội dung này, hoặc nội dung chưa đăng."),
    405: ("method_not_allowed", "Địa chỉ này chỉ để đọc."),
    406: ("not_acceptable", "Địa chỉ này chỉ trả lời bằng JSON."),
}


def problem(status: int, reason: str = "") -> dict[str, Any]:
    """The body of a refusal (RFC 9457): a stable ``code``, a Vietnamese sentence, and what exactly was wrong."""
    code, title = _SENTENCES.get(status, ("refused", "Không trả lời được."))
    return {"type": "about:blank", "title": title, "status": status, "code": code, "detail": reason or title}


def nowhere(request: HttpRequest) -> HttpResponse:
    """Any address of the API that is none."""
    answer = JsonResponse(problem(404), status=404, content_type="application/problem+json")
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


class AsPublished(serializers.Field):
    """A field of the document's body, or with ``about`` of the document itself."""

    def __init__(self, name: str, *, about: bool = False) -> None:
        super().__init__(read_only=True, source="*")
        self.name, self.about = name, about

    def get_attribute(self, instance: Any) -> Any:
        document = self.context["documents"].get(published.key_of(instance)) or {}
        return (document if self.about else document.get("body") or {}).get(self.name)

    def to_representation(self, value: Any) -> Any:
        goods = self.context["goods"]
        if self.name in ("product_ids", "shop_ids"):
            return [goods.get(id) or {"id": id} for id in value if goods.get(id)]
        return published.for_others(value, goods)


class HtmlUrl(AsPublished):
    def __init__(self) -> None:
        super().__init__("path", about=True)

    def to_representation(self, value: str) -> str:
        return published.address(value)


def as_published(*names: str, about: bool = False) -> list[APIField]:
    return [APIField(name, serializer=AsPublished(name, about=about)) for name in names]


class Published(BaseAPIViewSet):
    """Read by anybody, logged in or not, with the same answer for all: so it may lie in any cache, and on any page."""

    authentication_classes = ()
    renderer_classes: ClassVar[list[type]] = [JSONRenderer]
    known_query_parameters = BaseAPIViewSet.known_query_parameters - {"rich_text_format", "format", "_"}

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        rows = args[0] if kwargs.get("many") else [args[0]]
        documents = published.latest(key for row in rows if (key := published.key_of(row)))
        products, shops = published.named(documents.values())
        named = published.latest([*(("product", id) for id in products), *(("shop", id) for id in shops)])
        context = self.get_serializer_context()
        context["documents"] = documents
        context["goods"] = {id: published.summary_of(document) for (_, id), document in named.items()}
        return self.get_serializer_class()(*args, **kwargs, context=context)

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Refuse what a database cannot be asked: PostgreSQL takes no zero bytes, and ids are numbers."""
        super().initial(request, *args, **kwargs)
        given = request.GET
        if any("\0" in value for values in given.lists() for value in values[1]):
            raise BadRequestError("a value must not contain a zero byte")
        if "id" in given and not re.fullmatch(r"[0-9]{1,18}", given["id"]):
            raise BadRequestError("id must be a number")

    def handle_exception(self, exc: Exception) -> Response:
        answer = super().handle_exception(exc)
        data = answer.data if isinstance(answer.data, dict) else {}
        reason = str(data.get("message") or data.get("detail") or "") if answer.status_code == 400 else ""
        return Response(
            problem(answer.status_code, reason), status=answer.status_code, content_type="application/problem+json"
        )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer: Any = super().dispatch(request, *args, **kwargs)
        if hasattr(answer, "render"):
            answer.render()
        if answer.status_code == 200 and request.method in ("GET", "HEAD"):
            answer["ETag"] = f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
            answer["Cache-Control"] = FRESH
            answer = get_conditional_response(request, etag=answer["ETag"], response=answer)
        # Public facts without a login: any page may read them, and none can read more with the reader's cookies.
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Expose-Headers"] = "ETag"
        return answer

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        headers = {"Access-Control-Allow-Methods": "GET, HEAD", "Access-Control-Allow-Headers": "If-None-Match"}
        return HttpResponse(status=204, headers={**headers, "Access-Control-Max-Age": "86400"})
