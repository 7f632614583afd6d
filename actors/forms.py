"""What people type about accounts, and the sign-in forms in our own words."""

from datetime import timedelta

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as key_forms
from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from actors import selectors
from actors.enums import Language, Role, TokenScope
from actors.models import Membership, Organisation, User
from lib.forms import LineFormField


def _rules():
    return " ".join(password_validators_help_texts())


password_rules = lazy(_rules, str)


# Sign-in: allauth's forms do the work; the words are ours.


def _in_our_words(form, **labels):
    """Our labels, and no placeholder: it disappears when one needs it."""
    for name, label in labels.items():
        if name in form.fields:
            form.fields[name].label = label
            form.fields[name].widget.attrs.pop("placeholder", None)
    return form


class SignInForm(account_forms.LoginForm):
    """E-mail address and password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _in_our_words(self, login=_("E-mail address"), password=_("Password"))
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"
        # The way to a new password stands once, under the form.
        self.fields["password"].help_text = ""


class ForgottenPasswordForm(account_forms.ResetPasswordForm):
    """The address that the link to a new password goes to."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _in_our_words(self, email=_("E-mail address"))


class NewPasswordForm(account_forms.ResetPasswordKeyForm):
    """A new password, behind a link from an e-mail."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _new_password(self)


class ChangePasswordForm(account_forms.ChangePasswordForm):
    """A new password in place of the one in use."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _new_password(self)
        _in_our_words(self, oldpassword=_("Password in use"))
        self.fields["oldpassword"].help_text = ""


class ConfirmPasswordForm(account_forms.ReauthenticateForm):
    """One's password again, before something that matters."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _in_our_words(self, password=_("Password"))
        self.fields["password"].help_text = ""


def _new_password(form):
    _in_our_words(form, password1=_("New password"), password2=_("The same once more"))
    form.fields["password1"].help_text = password_rules()


class _CodeForm:
    """A code of six digits, or a recovery code, typed or pasted."""

    code_help = _("The six digits that your app shows now, or one of your recovery codes.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _in_our_words(self, code=_("Code"))
        self.fields["code"].help_text = self.code_help
        self.fields["code"].widget.attrs |= {
            "inputmode": "numeric",
            "autocomplete": "one-time-code",
            "dir": "ltr",
        }


class SecondFactorForm(_CodeForm, factor_forms.AuthenticateForm):
    """The code that follows the password."""

    def _emit_authentication_failed(self, authenticator):
        get_adapter().second_factor_failed(self.user)


class ConfirmCodeForm(_CodeForm, factor_forms.ReauthenticateForm):
    """A code again, before something that matters."""

    def _emit_authentication_failed(self, authenticator):
        get_adapter().second_factor_failed(self.user)


class ActivateAppForm(_CodeForm, totp_forms.ActivateTOTPForm):
    """The first code of an app, which proves that it is set up."""

    code_help = _("The six digits that your app shows once it has scanned the square.")


class AddKeyForm(key_forms.AddWebAuthnForm):
    """A name for a passkey or security key."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _in_our_words(
            self, name=_("Name of the key"), passwordless=_("Sign in with this key alone")
        )
        self.fields["name"].help_text = _("To tell your keys apart, such as “Work phone”.")
        self.fields["passwordless"].help_text = _(
            "Without a password: the key then asks for your fingerprint, your face or its PIN."
        )


class RenameKeyForm(key_forms.EditWebAuthnForm):
    """Another name for a key."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _in_our_words(self, name=_("Name of the key"))


# Accounts


class OrganisationChoiceField(forms.ModelChoiceField):
    """An organisation, by name."""

    def __init__(self, **kwargs):
        kwargs = {"label": _("Organisation"), "empty_label": _("Choose an organisation")} | kwargs
        # The form fills it: at import time there is no database to ask.
        super().__init__(queryset=Organisation.objects.none(), **kwargs)

    def label_from_instance(self, organisation):
        if organisation.acronym and organisation.acronym != organisation.name:
            return f"{organisation.acronym} · {organisation.name}"
        return organisation.name


class RoleForm(forms.Form):
    """A role in an organisation; what the person will see follows from both."""

    organisation = OrganisationChoiceField(
        help_text=_(
            "What the person sees follows from it: the region of a council, the programmes of an "
            "agency, the programmes that a donor funds."
        )
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("Choose a role")), *Role.choices],
        help_text=_("Only some roles fit each organisation; one that does not is refused."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = selectors.organisations_for_choice()

    def offer_roles_of(self, organisation):
        """Offer only the roles that mean something in an organisation."""
        self.fields["role"].choices = [
            (role, label)
            for role, label in self.fields["role"].choices
            if not role or not selectors.why_unfit(role, organisation)
        ]

    def clean(self):
        data = super().clean()
        role, organisation = data.get("role"), data.get("organisation")
        if role and organisation:
            sentence = selectors.why_unfit(role, organisation)
            if sentence:
                self.add_error("role", sentence)
        return data


class InvitationForm(RoleForm):
    """Who is invited, and to do what."""

    full_name = LineFormField(label=_("Name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("The invitation goes there; it works for 14 days.")
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=Language.choices,
        widget=forms.RadioSelect,
        initial=Language.FRENCH,
        help_text=_("Of the invitation; the person may change it."),
    )
    field_order = ["full_name", "email", "organisation", "role", "language"]

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class AcceptForm(forms.Form):
    """What the person invited settles: name, language, password."""

    full_name = LineFormField(label=_("Your name"), max_length=120)
    language = forms.ChoiceField(
        label=_("Your language"), choices=Language.choices, widget=forms.RadioSelect
    )
    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=password_rules(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("The same once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, invited_email="", **kwargs):
        super().__init__(*args, **kwargs)
        self.invited_email = invited_email

    def clean(self):
        data = super().clean()
        password = data.get("password1")
        if password and data.get("password2") and password != data["password2"]:
            self.add_error("password2", _("The two passwords differ."))
        if password:
            person = User(email=self.invited_email, full_name=data.get("full_name", ""))
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password1", error)
        return data


class ProfileForm(forms.Form):
    """One's own name and language."""

    full_name = LineFormField(label=_("Name"), max_length=120)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=Language.choices,
        widget=forms.RadioSelect,
        help_text=_("Of your pages after you sign in, and of the e-mails you get."),
    )


class TokenForm(forms.Form):
    """A key to the API."""

    LIVES = [("30", _("30 days")), ("90", _("90 days")), ("365", _("one year"))]

    name = LineFormField(
        label=_("Name"),
        max_length=80,
        help_text=_("What will use it, such as “Monthly Excel sheet”."),
    )
    scope = forms.ChoiceField(
        label=pgettext_lazy("what it is allowed", "May"),
        choices=TokenScope.choices,
        widget=forms.RadioSelect,
        initial=TokenScope.READ,
        help_text=_("Never more than you may yourself."),
    )
    life = forms.ChoiceField(
        label=_("Lives for"), choices=LIVES, widget=forms.RadioSelect, initial="90"
    )

    def clean_life(self):
        return timedelta(days=int(self.cleaned_data["life"]))


class DelegationForm(forms.Form):
    """Which signature is lent, to whom, until when."""

    membership = forms.ModelChoiceField(
        label=_("Role"), queryset=Membership.objects.none(), empty_label=None
    )
    colleague = forms.ModelChoiceField(
        label=_("Colleague"),
        queryset=User.objects.none(),
        empty_label=_("Choose a colleague"),
        help_text=_("Somebody of your own organisation, who signs in their own name."),
    )
    until = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=_("From today; at most three months ahead."),
    )

    def __init__(self, *args, lendable, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = lendable
        self.fields["membership"].label_from_instance = _role_there
        self.fields["colleague"].queryset = colleagues


def _role_there(membership):
    return f"{membership.get_role_display()} · {membership.organisation.name}"
