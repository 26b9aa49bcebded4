"""Drawings, tables and printed pages: models and schedules come in, text and bytes go out."""
