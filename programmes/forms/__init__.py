"""Forms of programmes and activities: they parse and validate, know no person, save nothing."""
