"""Reduction of the whole file. In: what stood in its rule. Out: its tree."""

from typing import get_args

from protolang.source import Span
from protolang.syntax.ast import HeaderClause, ProtocolDecl
from protolang.syntax.from_cst.expression import Parts

_HEADER = get_args(HeaderClause)


def _protocol(parts: Parts, span: Span) -> ProtocolDecl:
    name, title, *content = parts
    header = tuple(part for part in content if isinstance(part, _HEADER))
    declarations = tuple(part for part in content if not isinstance(part, _HEADER))
    return ProtocolDecl(name, title, header, declarations, span=span)


PROTOCOLS = {"protocol": _protocol}
