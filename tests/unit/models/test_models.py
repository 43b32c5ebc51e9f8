"""The table of the models agrees with the generated methods, the task kinds and the names of the types."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, get_args

import pytest

from longtake._providers import PROVIDERS, entry, task_kinds
from longtake.models import MODELS, ExtendModel, GenerateModel
from longtake.models._arguments import (
    COMMON_NAMES,
    evaluated,
    expected_values,
    method_of,
    parameters_of,
)

if TYPE_CHECKING:
    from longtake._core.provider import Provider
    from longtake.models import Method, ModelInfo

each_model = pytest.mark.parametrize("model", MODELS.values(), ids=lambda each: each.name)


def provider_of(model: ModelInfo) -> Provider:
    return entry(model.provider).provider


def methods(model: ModelInfo) -> list[Method]:
    found = (model.generate, model.generate_from_image, model.extend)
    return [method for method in found if method]


def test_the_types_have_the_names_of_the_models() -> None:
    assert set(get_args(ExtendModel)) == {m.name for m in MODELS.values() if m.extend}
    assert set(get_args(GenerateModel)) == {m.name for m in MODELS.values() if m.generate}


@each_model
def test_a_model_does_something(model: ModelInfo) -> None:
    assert model.generate or model.extend
    assert (model.extend is None) == (model.growth is None)
    assert set(model.kinds) <= set(task_kinds(model.provider))


@each_model
def test_the_methods_have_the_parameters_that_the_table_names(model: ModelInfo) -> None:
    for method in methods(model):
        parameters = parameters_of(provider_of(model), model, method)
        named = [name for name in method.names.values() if name]
        implied = [name for each in method.implied.values() for name in each]
        assert {*named, *method.defaults, *implied} <= parameters.keys()
        assert method.names.keys() | method.implied.keys() <= COMMON_NAMES.keys()


@each_model
def test_prices_and_refusals_name_parameters(model: ModelInfo) -> None:
    provider = provider_of(model)
    for method in (model.generate, model.generate_from_image):
        if method is not None:
            first = {name for each in model.prices for name in each.when}
            assert first <= parameters_of(provider, model, method).keys()
    if model.growth is None or model.extend is None:
        assert not model.prices  # the growth has their date
        return
    extending = parameters_of(provider, model, model.extend).keys()
    making = {name for each in methods(model) for name in parameters_of(provider, model, each)}
    priced = {name for each in model.growth.prices for name in each.when}
    assert priced <= extending | {"resolution"}
    refused = {each.name for each in model.growth.refuses}
    assert refused <= making | {"resolution", "duration_s", "method", "age_days"}


def starts() -> list[Any]:
    found: list[Any] = []
    for each in PROVIDERS.values():
        operations = import_module(f"{each.provider.resources.partition('.')[0]}.operations")
        found += [(each.name, start) for start in operations.STARTS.values()]
    return found


WITHOUT_MODEL: frozenset[str] = frozenset(
    {
        "create_job",
        "generate_kling_multi_image_to_video",
        "generate_aleph_video",
        "jobs_aleph_generate",
        "jobs_grok_imagine_upscale",
        "jobs_pixverse_transition",
        "jobs_topaz_upscale",
        "jobs_veo_get_1080p",
        "jobs_veo_get_4k",
        "jobs_wan_video_edit",
    }
)
"""The operations that neither extend a video nor make a first one of a text or one image."""


def test_every_operation_that_starts_a_task_belongs_to_a_model() -> None:
    of_models = {
        (model.provider, model.resource, method.name)
        for model in MODELS.values()
        for method in methods(model)
    }
    left = {
        start.operation
        for provider, start in starts()
        if (provider, start.resource, start.method) not in of_models
    }
    assert left == WITHOUT_MODEL


def test_choices_keep_the_order_of_each_annotation() -> None:
    """`typing` caches unions by equality, and `Literal` with the same choices in another order is equal."""
    method = method_of(entry("kie").provider.resources, "veo.prepare.generate")
    shown = [
        expected_values(evaluated(method, annotation))
        for annotation in ("Literal['a', 'b'] | None", "Literal['b', 'a'] | None")
    ]
    assert shown == ["'a' or 'b'", "'b' or 'a'"]
