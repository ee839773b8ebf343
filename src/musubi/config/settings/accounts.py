"""How people sign in: by mail address and password, or by passkey; second factors; lock-out after failures."""

from datetime import timedelta

ACCOUNT_ADAPTER = "musubi.blocks.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts come by invitation or by a link, both of which go to the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody makes us write to strangers; the page says what to do
ACCOUNT_CHANGE_EMAIL = True  # one address, replaced once the new one is confirmed
ACCOUNT_USER_DISPLAY = str
ACCOUNT_SESSION_REMEMBER = False  # computers are shared: closing the browser signs out
ACCOUNT_FORMS = {
    "login": "musubi.blocks.accounts.interfaces.account_forms.LoginForm",
    "change_password": "musubi.blocks.accounts.interfaces.account_forms.ChangePasswordForm",
    "set_password": "musubi.blocks.accounts.interfaces.account_forms.SetPasswordForm",
    "reset_password": "musubi.blocks.accounts.interfaces.account_forms.ResetPasswordForm",
    "reset_password_from_key": "musubi.blocks.accounts.interfaces.account_forms.ResetPasswordKeyForm",
    "add_email": "musubi.blocks.accounts.interfaces.account_forms.AddEmailForm",
    "reauthenticate": "musubi.blocks.accounts.interfaces.account_forms.ReauthenticateForm",
}
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # django-axes locks, per address and place: passwords and codes alike

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Musubi"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody has an account before the address is confirmed, so an unconfirmed one is only a change under way
MFA_ADAPTER = "musubi.blocks.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "musubi.blocks.accounts.interfaces.second_factor_forms.CodeForm",
    "reauthenticate": "musubi.blocks.accounts.interfaces.second_factor_forms.ReauthenticateCodeForm",
    "activate_totp": "musubi.blocks.accounts.interfaces.second_factor_forms.ActivateAppForm",
    "add_webauthn": "musubi.blocks.accounts.interfaces.second_factor_forms.AddKeyForm",
    "edit_webauthn": "musubi.blocks.accounts.interfaces.second_factor_forms.EditKeyForm",
}

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "musubi.blocks.accounts.adapter.login_name"
AXES_LOCKOUT_TEMPLATE = "axes/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
