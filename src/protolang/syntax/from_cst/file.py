"""Reductions of whole files and their imports. In: what stood in a rule. Out: the tree."""

from typing import get_args

import attrs

from protolang.source import Span
from protolang.syntax.ast import FileTree, HeaderClause, ImportDecl, LibraryDecl, ProtocolDecl, VariantDecl
from protolang.syntax.from_cst.expression import Parts

_HEADER = get_args(HeaderClause)


def _file(parts: Parts, _span: Span) -> FileTree:
    *imports, content = parts
    tree: FileTree = attrs.evolve(content, imports=tuple(imports))
    return tree


def _import(parts: Parts, span: Span) -> ImportDecl:
    path, sha256 = parts
    return ImportDecl(path, sha256, span=span)


def _protocol(parts: Parts, span: Span) -> ProtocolDecl:
    name, title, *content = parts
    header = tuple(part for part in content if isinstance(part, _HEADER))
    declarations = tuple(part for part in content if not isinstance(part, _HEADER))
    return ProtocolDecl(name, title, header, declarations, span=span)


def _library(parts: Parts, span: Span) -> LibraryDecl:
    name, title, *declarations = parts
    return LibraryDecl(name, title, tuple(declarations), span=span)


def _variant(parts: Parts, span: Span) -> VariantDecl:
    name, base, title, *content = parts
    header = tuple(part for part in content if isinstance(part, _HEADER))
    deltas = tuple(part for part in content if not isinstance(part, _HEADER))
    return VariantDecl(name, base, title, header, deltas, span=span)


FILES = {"file": _file, "import": _import, "protocol": _protocol, "library": _library, "variant": _variant}
