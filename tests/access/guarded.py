"""What every answer tells the browser, whoever asks and whatever comes of it."""


def policy_of(answer):
    """The content security policy, by directive."""
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in parts}


def assert_guarded(answer):
    policy = policy_of(answer)
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert policy["default-src"] == ["'none'"]
    if "sandbox" not in policy:
        assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == ["'none'"]
        assert policy["form-action"] == ["'self'"]
        assert not {"*", "https:", "http:", "data:"} & set(policy["script-src"])
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
