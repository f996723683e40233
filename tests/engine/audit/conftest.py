"""Figures of one objective, shared by the tests of this folder."""

from audit_samples import progress  # noqa: F401
