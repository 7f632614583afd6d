"""Every write on programmes and activities, one module per subject."""
