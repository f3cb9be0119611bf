"""The desk for programs: JSON beside the pages, described by OpenAPI."""
