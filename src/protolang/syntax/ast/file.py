"""Whole files: a protocol, a library of shared declarations, or a variant."""

import attrs

from protolang.syntax.ast.declaration import HeaderClause
from protolang.syntax.ast.node import Name, Node
from protolang.syntax.ast.protocol import Comment, Declaration, ImportDecl, ProtocolDecl
from protolang.syntax.ast.variant import Delta


@attrs.frozen(eq=False, repr=False)
class LibraryDecl(Node):
    """`library labs "title" { … }`: drugs, labs, formulas and sources that several files share."""

    name: Name
    title: str | None
    declarations: tuple[Declaration, ...]
    imports: tuple[ImportDecl, ...] = ()
    comments: tuple[Comment, ...] = attrs.field(eq=False, default=())


@attrs.frozen(eq=False, repr=False)
class VariantDecl(Node):
    """`variant nejm2006 of ahmed "title" { … }`: what it changes of its base, by name.

    A clause of `header` stands in place of the base's clause of the same kind.
    """

    name: Name
    base: Name
    title: str | None
    header: tuple[HeaderClause, ...]
    deltas: tuple[Delta, ...]
    imports: tuple[ImportDecl, ...] = ()
    comments: tuple[Comment, ...] = attrs.field(eq=False, default=())


FileTree = ProtocolDecl | LibraryDecl | VariantDecl
