"""Strategies to start from: built for any market, each a spec like any other (OMC-BT-004 to 015)."""

from collections.abc import Mapping

from omc.kernel.errors import NotFound
from omc.strategy.templates import breakouts, ensembles, intraday, momentum, pullbacks, reversion, trend
from omc.strategy.templates.model import DISCLAIMER, Preset, Template

__all__ = ["DISCLAIMER", "TEMPLATES", "Preset", "Template", "template"]

_ALL = (
    *trend.TEMPLATES,
    *reversion.TEMPLATES,
    *breakouts.TEMPLATES,
    *pullbacks.TEMPLATES,
    *momentum.TEMPLATES,
    *intraday.TEMPLATES,
    *ensembles.TEMPLATES,
)
TEMPLATES: Mapping[str, Template] = {entry.template_id: entry for entry in _ALL}


def template(template_id: str) -> Template:
    """The template of that id, or NotFound."""
    found = TEMPLATES.get(template_id)
    if found is None:
        raise NotFound(f"expected one of {', '.join(TEMPLATES)}, got {template_id!r}")
    return found
