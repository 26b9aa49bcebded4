"""The project's own documentation: `sphinx-build -W docs build/docs-site`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "protolang"
author = "The protolang authors"
project_copyright = "The protolang authors"
release = version = "0.1"

extensions = [
    "myst_parser",
    "sphinx.ext.intersphinx",
    "protolang.sphinxext",
    "command_help",
    "diagnostic_pages",
    "conformance_table",
    "feature_table",
    "variant_table",
]
exclude_patterns = ["_ext", "_static"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
myst_enable_extensions = ["deflist", "attrs_inline", "colon_fence"]
myst_heading_anchors = 3
nitpicky = True
# Dashes and quotation marks of an author are shown as they were written.
smartquotes = False
highlight_language = "text"

html_theme = "furo"
html_title = "protolang"
html_static_path = ["_static"]
html_copy_source = False
html_theme_options = {"navigation_with_keys": True}
