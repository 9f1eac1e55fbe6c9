"""Models of deterrence between the United States and Iran-aligned militias in Iraq."""
