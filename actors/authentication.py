"""How a program shows the API whose token it holds."""

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS

from actors import actions, selectors
from actors.actions.tokens import TOKEN_PREFIX, token_digest
from actors.enums import TokenScope


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer wasl_…`; a token never does more than its owner may."""

    keyword = "Bearer"

    def authenticate(self, request):
        scheme, _space, secret = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != self.keyword.lower():
            return None
        secret = secret.strip()
        token = None
        if secret.startswith(TOKEN_PREFIX):
            token = selectors.token_for(token_digest(secret))
        if token is None:
            raise AuthenticationFailed(_("This token is unknown, has expired or was revoked."))
        if token.scope == TokenScope.READ and request.method not in SAFE_METHODS:
            raise PermissionDenied(_("This token may only read. Make one that may write."))
        actions.note_token_use(token=token, at=timezone.now())
        return token.user, token

    def authenticate_header(self, request):
        return f'{self.keyword} realm="api"'
