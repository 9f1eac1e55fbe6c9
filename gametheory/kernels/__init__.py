"""Compiled loops: arrays and codes only, no game, no label, no exception."""
