"""Edition -> handout, as PDF and HTML: what a nurse holds in the morning. Both say the same, in the same order."""

from protolang.render.handout.blocks import Handout, Section
from protolang.render.handout.course import course_section
from protolang.render.handout.eligibility import alerts_section, eligibility_section, forbidden_section
from protolang.render.handout.findings import requirements_section, short_hash, sources_section, title_facts
from protolang.render.handout.html import html_bytes
from protolang.render.handout.pdf import HandoutError, pdf_bytes
from protolang.render.handout.rules import decisions_section, late_section, open_section, stop_section
from protolang.render.handout.tables import tables_section
from protolang.render.handout.treatment import given_section, measured_section, purpose_section
from protolang.render.handout.variant import variant_section, weakened_section
from protolang.render.renderer import Artifact, Edition

__all__ = ["HandoutError", "render"]

# In the order in which a clinician needs them. One that has nothing to say is left out, where its silence says nothing.
_SECTIONS = (
    purpose_section,
    weakened_section,
    eligibility_section,
    forbidden_section,
    course_section,
    given_section,
    tables_section,
    measured_section,
    decisions_section,
    alerts_section,
    stop_section,
    late_section,
    open_section,
    requirements_section,
    variant_section,
    sources_section,
)


def render(edition: Edition) -> tuple[Artifact, ...]:
    """The handout as `handout.pdf` (PDF/UA-1, A4) and `handout.html` (one file, no script)."""
    handout = handout_of(edition)
    return Artifact("handout.pdf", pdf_bytes(handout)), Artifact("handout.html", html_bytes(handout))


def handout_of(edition: Edition) -> Handout:
    """The handout before it is typeset."""
    protocol = edition.protocol
    title = protocol.title or protocol.id
    sections = tuple(
        Section(section.anchor, f"{number}  {section.title}", section.blocks)
        for number, section in enumerate(filter(None, (build(edition) for build in _SECTIONS)), 1)
    )
    footer = f"{title} · version {protocol.version} · source {short_hash(protocol.sha256)}"
    return Handout(
        title=title,
        subtitle=f"Protocol {protocol.id}: clinical handout",
        facts=title_facts(edition),
        draft=edition.draft_reasons,
        sections=sections,
        footer=footer,
    )
