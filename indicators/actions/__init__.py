"""Every write on frameworks, periods and values, one module per subject."""
