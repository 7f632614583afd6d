"""What runs before there is an environment: standard library only, any Python from 3.11."""
