"""From a model's name to a client that can ask it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from jevons.core.models.client import ChatClient
from jevons.core.models.dialects import detect, load_dialects
from jevons.core.models.endpoint import Endpoint, Limits
from jevons.core.models.engine.launch import crash_problem, engine_is_alive, ensure_engine
from jevons.core.models.engine.plan import EngineLimits
from jevons.core.models.keys import ApiKey, find_key
from jevons.core.models.probe import Capabilities, load_cached, probe, store
from jevons.core.models.registry import ModelSpec
from jevons.core.models.rendering import read_rendering
from jevons.core.models.splitter import KNOWN_TAGS, ThinkingTags
from jevons.core.problems import Problem
from jevons.core.settings import Settings
from jevons.core.strategies.strategy import Need


@dataclass(slots=True)
class Connection:
    """A client, and what stands behind it; `spec` says what the server was seen to do.

    `slots` are the requests that an engine draws at once; unknown of any other server.
    `offers` is what strategies may need of it.
    """

    spec: ModelSpec
    client: ChatClient
    slots: int | None = None

    @property
    def offers(self) -> frozenset[Need]:
        """What the server was seen to offer."""
        dialect = self.client.endpoint.dialect
        asked_to_think = self.spec.thinking == "prompted"
        offered = {
            Need.PREFILL: dialect.continues_prefill,
            Need.LOGPROBS: dialect.top_logprobs,
            Need.OFF: dialect.continues_prefill or dialect.off_body is not None or asked_to_think,
        }
        return frozenset(need for need, given in offered.items() if given)

    def crash(self) -> Problem | None:
        """What became of the engine, if there is one and it died."""
        return None if self.spec.path is None else crash_problem(self.spec.path)


def what_takes_time(spec: ModelSpec) -> str:
    """What `connect` will have to wait for, in a few words."""
    if spec.path is None or engine_is_alive(spec.path):
        return f"reaching {spec.name}"
    return f"starting the engine for {spec.name}"


async def connect(
    spec: ModelSpec, settings: Settings, *, many: bool = False, logprobs: bool = False
) -> Connection:
    """Reach a model: start or find its engine, or find out how its server talks.

    With `many` the client is made for hundreds of requests at once; with `logprobs` it is
    found out whether the server tells log-probabilities.

    Raises:
        ProblemError: the engine does not start, the server cannot be reached, or it
            refuses the key.
    """
    slots = None
    if spec.path:
        endpoint, slots = await _engine(spec, settings)
    else:
        endpoint = await _server(spec, logprobs=logprobs)
    limits = Limits(stall_s=float(settings.stall_seconds))
    rendering = await read_rendering(endpoint, limits)
    if rendering is not None:
        spec = replace(spec, opens_in_thought=rendering.opens_in_thought)
        endpoint = replace(endpoint, dialect=rendering.dialect)
    return Connection(spec, ChatClient(endpoint, limits=limits, many=many), slots)


async def _engine(spec: ModelSpec, settings: Settings) -> tuple[Endpoint, int]:
    assert spec.path is not None
    engine = await ensure_engine(
        spec.path,
        context=spec.context,
        idle_s=settings.idle_minutes * 60.0,
        limits=EngineLimits(
            threads=settings.threads or None,
            memory_bytes=round(settings.memory_gb * 1e9) or None,
            niceness=settings.nice,
        ),
    )
    endpoint = Endpoint(
        base_url="http://engine/v1",
        model=spec.name,
        dialect=load_dialects()["embedded"],
        tags=(ThinkingTags(*spec.tags),),
        uds=engine.socket,
        api_key=ApiKey(engine.api_key),
    )
    return endpoint, engine.slots


async def _server(spec: ModelSpec, *, logprobs: bool) -> Endpoint:
    assert spec.base_url is not None
    key = find_key(spec.key_env, spec.name)
    own = ThinkingTags(*spec.tags)
    endpoint = Endpoint(
        base_url=spec.base_url,
        model=spec.server_model or spec.name,
        dialect=load_dialects()[spec.dialect or "generic"],
        tags=(own, *(tags for tags in KNOWN_TAGS if tags != own)),
        api_key=key,
        key_env=spec.key_env,
    )
    if spec.dialect is None:
        endpoint = replace(endpoint, dialect=await detect(spec.base_url, None, key))
    return await _probed(endpoint, logprobs=logprobs)


async def _probed(endpoint: Endpoint, *, logprobs: bool) -> Endpoint:
    """Find out by trying what the table does not know of a server."""
    unsure = endpoint.dialect.prefill == "unknown"
    if not unsure and (endpoint.dialect.top_logprobs is not None or not logprobs):
        return endpoint
    capabilities = load_cached(endpoint)
    if capabilities is None:
        capabilities = await probe(endpoint)
        store(endpoint, capabilities)
    if not unsure:
        capabilities = Capabilities(top_logprobs=capabilities.top_logprobs)
    return replace(endpoint, dialect=capabilities.inform(endpoint.dialect))
