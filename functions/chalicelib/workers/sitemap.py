"""The sitemap's files and their index in the site bucket, and robots.txt, which names them."""

from __future__ import annotations

from chalicelib.pages.sitemap import robots, sitemap_file, sitemap_index
from chalicelib.usecases.sitemaps import changed_shards, shard_done, shard_written, sitemap_files
from chalicelib.wiring import Services

INDEX = "sitemap.xml"
CACHE = "public, max-age=3600"


def write_sitemaps(of: Services) -> int:
    """Write the files that are out of date, a few at a time, then the index; answers how many. A death between any two
    lines leaves them marked, and they are written again."""
    origin, now = of.settings["XULANG_PUBLIC_URL"], of.now()
    shards = changed_shards(of.table, now=now)
    if not shards:
        return 0
    for shard in shards:
        _put(of, _file(shard.name), sitemap_file(shard.pages, origin))
        shard_written(of.table, shard, now=now)
    files = [(f"/{_file(name)}", at) for name, at in sitemap_files(of.table)]
    _put(of, INDEX, sitemap_index(files, origin))
    for shard in shards:
        shard_done(of.table, shard)
    return len(shards)


def put_robots(of: Services) -> None:
    text = robots(of.settings["XULANG_PUBLIC_URL"])
    of.site_bucket.put("robots.txt", text.encode(), content_type="text/plain; charset=utf-8", cache=CACHE)


def _file(shard: str) -> str:
    return f"sitemap-{shard}.xml"


def _put(of: Services, key: str, text: str) -> None:
    of.site_bucket.put(key, text.encode(), content_type="application/xml; charset=utf-8", cache=CACHE)
