"""Objects in buckets: the documents of the CMS, the static pages, the private labels."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError


class Bucket:
    """``client`` is a botocore S3 client."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def put(self, key: str, content: bytes, *, content_type: str, cache: str = "", **metadata: str) -> None:
        """Write the whole object, over whatever is there; a reader sees the old or the new one, never a part."""
        extra = {"CacheControl": cache} if cache else {}
        self._client.put_object(
            Bucket=self._name, Key=key, Body=content, ContentType=content_type, Metadata=metadata, **extra
        )

    def get(self, key: str) -> bytes | None:
        """The content, None where there is no such object."""
        try:
            answer = self._client.get_object(Bucket=self._name, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                return None
            raise
        content: bytes = answer["Body"].read()
        return content

    def delete(self, key: str) -> None:
        """No such object afterwards; a second call changes nothing."""
        self._client.delete_object(Bucket=self._name, Key=key)
