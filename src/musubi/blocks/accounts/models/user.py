"""People who sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from musubi.blocks.kernel.models import Record


class UserManager(BaseUserManager["User"]):
    """Creates accounts whose name is the mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """An account; without a password it can only be entered by invitation."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save(using=self._db)
        return user


class User(Record, AbstractBaseUser, PermissionsMixin):
    """利用者: a person with an account. What the person may do follows from memberships, not from flags."""

    personal_fields: ClassVar[frozenset[str]] = frozenset({"email", "name", "name_kana"})

    email = models.EmailField("メールアドレス", unique=True)
    name = models.CharField("氏名", max_length=100)
    name_kana = models.CharField("氏名(かな)", max_length=100, blank=True)
    language = models.CharField("表示言語", max_length=10, default="ja", choices=[("ja", "日本語"), ("en", "English")])
    is_active = models.BooleanField("有効", default=True)
    is_demo = models.BooleanField("架空の利用者(デモ)", default=False)
    deactivated_at = models.DateTimeField("停止日時", null=True, blank=True)
    session_epoch = models.PositiveIntegerField("サインインの世代", default=0, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "利用者"
        ordering = ["name_kana", "name", "pk"]
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_any_case")]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions end when the password changes, and when `session_epoch` grows (sign-out everywhere)."""
        salt = "musubi.accounts.session"
        return salted_hmac(salt, f"{self.password}:{self.session_epoch}", secret=secret, algorithm="sha256").hexdigest()
