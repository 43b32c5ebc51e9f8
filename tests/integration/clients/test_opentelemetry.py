"""OpenTelemetry's instrumentation of httpx works on longtake's clients as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from longtake import AsyncKie, Kie, SubmitOutcomeUnknown
from longtake.emulator import Fault
from tests.helpers.scenarios import Scenario, each_task_kind

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from longtake_pytest import ServedEmulator


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def provider(exporter: InMemorySpanExporter) -> TracerProvider:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider


@pytest.fixture
def everything(provider: TracerProvider) -> Generator[None]:
    """All of httpx is instrumented, and no longer so afterwards."""
    untouched = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request
    instrumentor = HTTPXClientInstrumentor()
    instrumentor.instrument(tracer_provider=provider)
    yield
    instrumentor.uninstrument()
    assert untouched == (
        httpx.HTTPTransport.handle_request,
        httpx.AsyncHTTPTransport.handle_async_request,
    )


def reported(exporter: InMemorySpanExporter) -> list[tuple[object, ...]]:
    """Method, path and status of each span."""
    return [
        (said["http.method"], httpx.URL(str(said["http.url"])).path, said["http.status_code"])
        for said in (span.attributes or {} for span in exporter.get_finished_spans())
    ]


def arrived(emulator: ServedEmulator) -> list[tuple[object, ...]]:
    """The same by the emulator's own record."""
    return [
        (each.method, httpx.URL(f"/{each.provider}{each.path}").path, each.status)
        for each in emulator.ledger.requests
    ]


def written(exporter: InMemorySpanExporter) -> str:
    return "".join(span.to_json() for span in exporter.get_finished_spans())


@each_task_kind
@pytest.mark.usefixtures("everything")
def test_each_request_has_a_span(
    scenario: Scenario,
    longtake_emulator: ServedEmulator,
    exporter: InMemorySpanExporter,
    tmp_path: Path,
) -> None:
    options = longtake_emulator.options(scenario.provider)
    family = longtake_emulator.task_kinds[scenario.kind]
    family.on_read(1, Fault.bad_gateway())
    with scenario.client(longtake_emulator) as client:
        task = scenario.start(client, longtake_emulator.sources[scenario.kind].id)
        task.status()
        submit, bad, read = reported(exporter)
        assert [submit, bad, read] == arrived(longtake_emulator)
        assert (submit[0], submit[2], bad[2], read[0], read[2]) == ("POST", 200, 502, "GET", 200)
        video = task.wait()
        video.download(tmp_path)
    assert reported(exporter)[-1] == ("GET", httpx.URL(video.url).path, 200)
    assert options["api_key"] not in written(exporter)
    assert longtake_emulator.ledger.duplicates() == ()


@each_task_kind
@pytest.mark.usefixtures("everything")
@pytest.mark.anyio
async def test_each_request_of_an_async_client_has_a_span(
    scenario: Scenario, longtake_emulator: ServedEmulator, exporter: InMemorySpanExporter
) -> None:
    options = longtake_emulator.options(scenario.provider)
    longtake_emulator.task_kinds[scenario.kind].on_read(1, Fault.bad_gateway())
    async with scenario.async_client(longtake_emulator) as client:
        task = await scenario.start_async(client, longtake_emulator.sources[scenario.kind].id)
        await task.status()
    submit, bad, read = reported(exporter)
    assert [submit, bad, read] == arrived(longtake_emulator)
    assert (submit[0], submit[2], bad[2], read[0], read[2]) == ("POST", 200, 502, "GET", 200)
    assert options["api_key"] not in written(exporter)


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize(
    ("fault", "creates"), [(Fault.cut(accepted=True), 1), (Fault.cut(), 0)], ids=["taken", "lost"]
)
def test_a_submission_with_an_unknown_outcome_has_one_failed_span(
    fault: Fault,
    creates: int,
    longtake_kie: Kie,
    longtake_emulator: ServedEmulator,
    exporter: InMemorySpanExporter,
) -> None:
    longtake_emulator.kie.veo.next_submit(fault)
    with pytest.raises(SubmitOutcomeUnknown):
        longtake_kie.veo.extend(task_id=longtake_emulator.sources["kie/veo"].id, prompt="On")
    (span,) = exporter.get_finished_spans()
    assert span.status.status_code is StatusCode.ERROR
    assert len(longtake_emulator.ledger.creates) == creates
    assert longtake_emulator.options("kie")["api_key"] not in written(exporter)


def test_one_client_may_be_instrumented_and_no_longer(
    longtake_kie: Kie,
    longtake_emulator: ServedEmulator,
    provider: TracerProvider,
    exporter: InMemorySpanExporter,
) -> None:
    http = longtake_kie.client.get_httpx_client()
    task = longtake_kie.veo.extend(task_id=longtake_emulator.sources["kie/veo"].id, prompt="On")
    HTTPXClientInstrumentor.instrument_client(http, tracer_provider=provider)
    task.status()
    HTTPXClientInstrumentor.uninstrument_client(http)
    task.status()
    assert [method for method, *_ in reported(exporter)] == ["GET"]
    assert len(longtake_emulator.ledger.requests) == 3


@pytest.mark.anyio
async def test_one_async_client_may_be_instrumented_and_no_longer(
    longtake_emulator: ServedEmulator, provider: TracerProvider, exporter: InMemorySpanExporter
) -> None:
    async with AsyncKie(**longtake_emulator.options("kie")) as kie:
        http = kie.client.get_async_httpx_client()
        source = longtake_emulator.sources["kie/veo"].id
        task = await kie.veo.extend(task_id=source, prompt="On")
        HTTPXClientInstrumentor.instrument_client(http, tracer_provider=provider)
        await task.status()
        HTTPXClientInstrumentor.uninstrument_client(http)
        await task.status()
    assert [method for method, *_ in reported(exporter)] == ["GET"]
