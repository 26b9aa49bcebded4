"""An exact explorer that walks the reference interpreter itself, so that it follows all that the language can say."""
