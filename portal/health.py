"""Liveness, readiness, metrics and a page for people."""

from __future__ import annotations

import time
from typing import Any

import orjson
from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from annotations.queries.readiness import read_readiness

_STARTED = time.time()


def live(request: HttpRequest) -> HttpResponse:
    """Say that this process answers."""
    return _json({"live": True})


def ready(request: HttpRequest) -> HttpResponse:
    """Say whether every part is there, and what is missing; 503 while something is."""
    found = read_readiness()
    return _json(found.model_dump(), 200 if found.ready else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Return the figures in Prometheus' text form."""
    found = read_readiness()
    registry = CollectorRegistry()
    up = Gauge("tandem_part_up", "1 while a part answers", ["part"], registry=registry)
    for name, part in found.parts.items():
        up.labels(name).set(1 if part.ok else 0)
        for figure, value in part.figures.items():
            Gauge(f"tandem_{name}_{figure}", f"{figure} of {name}", registry=registry).set(value)
    Gauge("tandem_web_uptime_seconds", "Age of this web process", registry=registry).set(
        time.time() - _STARTED
    )
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


@staff_member_required
def page(request: HttpRequest) -> HttpResponse:
    """Show readiness to an administrator."""
    shown = {**admin.site.each_context(request), "title": "Health", "readiness": read_readiness()}
    return render(request, "health.html", shown)


def _json(body: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/json")
