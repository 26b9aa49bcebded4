"""PL808: a title with characters that the fonts of the handout do not have; repaired by texts that they have."""

from collections.abc import Iterator

from protolang.diagnostics import explain

DEFECT = explain.examples("PL808")[0].text
_ODD = "CD20陽性"

# Each near the defect: the name of B cells in other words and scripts, with signs that are not ASCII either.
_TITLES = (
    "CD20+",
    "CD20 positive",
    "CD20⁺ B cells",
    "CD20₊",
    "B-Zellen, CD20‑positiv",
    "B‑lymphocytes",
    "Lymphocytes B (CD20+)",
    "Linfocitos B",
    "Linfócitos B",
    "Linfociti B «CD20»",
    "Β-λεμφοκύτταρα",
    "В-лимфоциты",
    "Б-лимфоцити",
    "Limfocyty B, część CD20+",
    "B-lymfocyty podľa CD20",
    "B-lymfocyter, andel på CD20",
    "B-sejtek aránya: ≤ 15 %",
    "B hücreleri (ölçüm)",
    "B-frumur, hlutfall ≥ 1 %",
    "Celule B – număr",
    "B šūnas",
    "B ląstelės",
    "B-rakud, × 10⁹/L",
    "B-solut ± 5 %",
    "CD20 … of all",
    "CD20 → low",
    "CD20 ↓",
    "CD20 ↑↑",
    "CD20 µg",
    "CD20 μg",
    "CD20 Δ",
    "α-CD20",
    "β and γ",
    "Ω of CD20",
    "√ of CD20",
    "∞ of CD20",
    "≈ 15 %",
    "≠ 15 %",
    "½ of the cells",
    "¼ of the cells",
    "5 °C",
    "5′ and 3′",
    "“CD20”",
    "‘CD20’",
    "CD20 • CD19",
    "CD20 ✓",
    "CD20 ☐",
    "CD20 ★",
    "№ 20",
    "CD20 ™",
    "CD20 ®",
    "§ 20",
    "CD20 €",
)


def repaired() -> Iterator[str]:
    """The title in letters that the fonts have, or the odd letters in a comment."""
    for title in _TITLES:
        yield DEFECT.replace(_ODD, title)
    yield DEFECT.replace(f'"{_ODD}"', '"CD20"').replace("# error[PL808]", f'# "{_ODD}"')
