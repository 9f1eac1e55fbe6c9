"""Compiled loops of the host model: arrays and codes only."""
