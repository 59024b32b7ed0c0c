"""A person who works for a shop or for the platform, and logs in. The project's user model.

Read by Django's and allauth's authentication. Not under row-level security: it is read before any shop is
known. What a person may do stands in Membership and PlatformRole, never here.
"""

from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy

from huitou.core.ids import new_id


class StaffManager(BaseUserManager["Staff"]):
    """Finds people by e-mail, whatever its case, and creates them with a hashed password."""

    def get_by_natural_key(self, username: str | None) -> "Staff":
        """The person with this e-mail address. Raises Staff.DoesNotExist."""
        return self.get(email=(username or "").strip().lower())

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Staff":
        """A new person; without a password they can log in only after choosing one."""
        staff = self.model(email=email.strip().lower(), **fields)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff


class Staff(AbstractBaseUser):
    """One person; the same person may work in several shops."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(gettext_lazy("E-mail"), max_length=254, unique=True)
    name = models.CharField(gettext_lazy("Name"), max_length=120)
    locale = models.CharField(gettext_lazy("Language"), max_length=16, default="zh-hans")
    is_active = models.BooleanField(default=True)
    session_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    objects: ClassVar[StaffManager] = StaffManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        db_table = "accounts_staff"
        constraints: ClassVar = [
            # Small letters only, so that one address is one person however it is typed.
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="accounts_staff_email_lower"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    def get_full_name(self) -> str:
        """The name, for allauth and Django."""
        return self.name

    def end_sessions(self) -> Self:
        """Make every session of this person invalid from the next request on."""
        type(self).objects.filter(pk=self.pk).update(session_epoch=models.F("session_epoch") + 1)
        self.refresh_from_db(fields=["session_epoch"])
        return self

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        # Django ends sessions when the password changes; the epoch ends them when a role changes too.
        return salted_hmac(
            "huitou.accounts.models.staff.session",
            f"{self.password}:{self.session_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()
