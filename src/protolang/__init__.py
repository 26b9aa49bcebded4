"""A language for clinical protocols: text, compiled to a checked state machine, executed and rendered.

The public names are loaded when they are first used, so that `import protolang` costs nothing.
"""

from importlib import import_module

from protolang.release import VERSION as __version__

_HOMES = {
    "Analysis": "protolang.driver",
    "Diagnostic": "protolang.diagnostics",
    "Edition": "protolang.render.renderer",
    "Machine": "protolang.machine.statechart",
    "Protocol": "protolang.model.protocol",
    "analyse": "protolang.driver",
    "edition": "protolang.publication",
    "run": "protolang.execution.run",
    "step": "protolang.execution.step",
}

__all__ = [
    "Analysis",
    "Diagnostic",
    "Edition",
    "Machine",
    "Protocol",
    "__version__",
    "analyse",
    "edition",
    "run",
    "step",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(home), name)
