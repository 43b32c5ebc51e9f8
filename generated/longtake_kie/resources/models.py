"""The resource `models`."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from .. import _values
from .._base import Calls

if TYPE_CHECKING:
    from ..models import CatalogueModel, ModelPrice, ModelSchema, ModelSuccessPoint

__all__ = ["AsyncModels", "Models"]


class Models(Calls):
    """The models that kie.ai offers."""

    def list(
        self,
        *,
        task_type: str | None = None,
        provider: str | None = None,
        query: str | None = None,
    ) -> builtins.list[CatalogueModel]:
        """List models

        Returns the models that kie.ai offers, all at once, or those that fit every parameter given.
        If no model fits, the list is empty. The four operations of `models` share a limit of one
        request a second per account, which longtake keeps.

        `GET /api/v1/models`

        Args:
            task_type: The kind of task, such as `Image to Video`, `Text to Video` or `Video to Video`. Separate several kinds with commas. Without it, models of all kinds.
            provider: The company that made the model, as `provider` of an entry has it. Without it, models of all companies.
            query: A text to search for. Without it, nothing is searched for.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.models.list_models import sync_detailed as _send
        from ..models import ModelsResponse

        with self._calling("list_models") as _client:
            _response = _send(
                client=_client,
                task_type=_values.omitted(task_type),
                provider=_values.omitted(provider),
                query=_values.omitted(query),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, ModelsResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_values.given(_parsed.data).models)

    def schema(
        self,
        *,
        model: str,
    ) -> ModelSchema:
        """Get the schema of a model

        Returns the OpenAPI 3.1 document of a request for a model, with its callbacks and error
        codes. It does not describe how to read a task. References in the document are not resolved,
        and may be percent-encoded.

        `GET /api/v1/models/{model}/schema`

        Args:
            model: The provider's model id, such as `grok-imagine/extend`.

        Raises:
            InvalidRequestError: If an id is empty, `.` or `..`. Nothing was sent.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.models.get_model_schema import sync_detailed as _send
        from ..models import ModelSchemaResponse

        with self._calling("get_model_schema") as _client:
            _response = _send(client=_client, model=model)
            _parsed = _response.parsed
            if not isinstance(_parsed, ModelSchemaResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)

    def price(
        self,
        *,
        model: str,
    ) -> ModelPrice:
        """Get the price of a model

        Returns the price of a model as a sentence. Prices change; a finished task reports the
        credits that it cost.

        `GET /api/v1/models/{model}/price`

        Args:
            model: The provider's model id, such as `grok-imagine/extend`.

        Raises:
            InvalidRequestError: If an id is empty, `.` or `..`. Nothing was sent.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.models.get_model_price import sync_detailed as _send
        from ..models import ModelPriceResponse

        with self._calling("get_model_price") as _client:
            _response = _send(client=_client, model=model)
            _parsed = _response.parsed
            if not isinstance(_parsed, ModelPriceResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)

    def success_rate(
        self,
        *,
        model: str,
    ) -> builtins.list[ModelSuccessPoint]:
        """Get the success rate of a model

        Returns how often tasks of a model succeeded in the last 24 hours, in at most 144 intervals
        of 10 minutes. A model that is not monitored has an empty list.

        `GET /api/v1/models/{model}/success-rate`

        Args:
            model: The provider's model id, such as `grok-imagine/extend`.

        Raises:
            InvalidRequestError: If an id is empty, `.` or `..`. Nothing was sent.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.models.get_model_success_rate import sync_detailed as _send
        from ..models import ModelSuccessRateResponse

        with self._calling("get_model_success_rate") as _client:
            _response = _send(client=_client, model=model)
            _parsed = _response.parsed
            if not isinstance(_parsed, ModelSuccessRateResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_values.given(_parsed.data).points)


class AsyncModels(Calls):
    """The models that kie.ai offers."""

    async def list(
        self,
        *,
        task_type: str | None = None,
        provider: str | None = None,
        query: str | None = None,
    ) -> builtins.list[CatalogueModel]:
        """List models

        Returns the models that kie.ai offers, all at once, or those that fit every parameter given.
        If no model fits, the list is empty. The four operations of `models` share a limit of one
        request a second per account, which longtake keeps.

        `GET /api/v1/models`

        Args:
            task_type: The kind of task, such as `Image to Video`, `Text to Video` or `Video to Video`. Separate several kinds with commas. Without it, models of all kinds.
            provider: The company that made the model, as `provider` of an entry has it. Without it, models of all companies.
            query: A text to search for. Without it, nothing is searched for.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.models.list_models import asyncio_detailed as _send
        from ..models import ModelsResponse

        with self._calling("list_models") as _client:
            _response = await _send(
                client=_client,
                task_type=_values.omitted(task_type),
                provider=_values.omitted(provider),
                query=_values.omitted(query),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, ModelsResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_values.given(_parsed.data).models)

    async def schema(
        self,
        *,
        model: str,
    ) -> ModelSchema:
        """Get the schema of a model

        Returns the OpenAPI 3.1 document of a request for a model, with its callbacks and error
        codes. It does not describe how to read a task. References in the document are not resolved,
        and may be percent-encoded.

        `GET /api/v1/models/{model}/schema`

        Args:
            model: The provider's model id, such as `grok-imagine/extend`.

        Raises:
            InvalidRequestError: If an id is empty, `.` or `..`. Nothing was sent.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.models.get_model_schema import asyncio_detailed as _send
        from ..models import ModelSchemaResponse

        with self._calling("get_model_schema") as _client:
            _response = await _send(client=_client, model=model)
            _parsed = _response.parsed
            if not isinstance(_parsed, ModelSchemaResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)

    async def price(
        self,
        *,
        model: str,
    ) -> ModelPrice:
        """Get the price of a model

        Returns the price of a model as a sentence. Prices change; a finished task reports the
        credits that it cost.

        `GET /api/v1/models/{model}/price`

        Args:
            model: The provider's model id, such as `grok-imagine/extend`.

        Raises:
            InvalidRequestError: If an id is empty, `.` or `..`. Nothing was sent.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.models.get_model_price import asyncio_detailed as _send
        from ..models import ModelPriceResponse

        with self._calling("get_model_price") as _client:
            _response = await _send(client=_client, model=model)
            _parsed = _response.parsed
            if not isinstance(_parsed, ModelPriceResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)

    async def success_rate(
        self,
        *,
        model: str,
    ) -> builtins.list[ModelSuccessPoint]:
        """Get the success rate of a model

        Returns how often tasks of a model succeeded in the last 24 hours, in at most 144 intervals
        of 10 minutes. A model that is not monitored has an empty list.

        `GET /api/v1/models/{model}/success-rate`

        Args:
            model: The provider's model id, such as `grok-imagine/extend`.

        Raises:
            InvalidRequestError: If an id is empty, `.` or `..`. Nothing was sent.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.models.get_model_success_rate import asyncio_detailed as _send
        from ..models import ModelSuccessRateResponse

        with self._calling("get_model_success_rate") as _client:
            _response = await _send(client=_client, model=model)
            _parsed = _response.parsed
            if not isinstance(_parsed, ModelSuccessRateResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_values.given(_parsed.data).points)
