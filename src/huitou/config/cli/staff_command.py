"""`huitou staff invite|list|role|disable|enable`: people of shops and of the platform, from the terminal."""

import json
from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huitou.config.cli.commands import Commands
from huitou.config.cli.installation import DataOption, opened

if TYPE_CHECKING:
    from huitou.accounts.models import Staff

app = Commands(no_args_is_help=True)
Email = Annotated[str, typer.Argument(help=_("The person's e-mail address."))]
Platform = Annotated[str, typer.Option(help=_("arbitrator or operator: a role on the platform."))]
InShop = Annotated[str, typer.Option(help=_("The shop's short name."))]
Role = Annotated[str, typer.Option(help=_("owner, manager, agent or readonly: a role in that shop."))]


@app.callback()
def staff() -> None:
    """People who log in."""


@app.command()
@app.command("create", hidden=True)
def invite(
    email: Email,
    platform: Platform = "",
    shop: InShop = "",
    role: Role = "",
    mail: Annotated[bool, typer.Option("--mail", help=_("Send the link by mail instead of printing it."))] = False,
    data: DataOption = None,
) -> None:
    """Ask somebody in. Prints the link, which holds for seven days and works once."""
    _one_place(platform, shop, role)
    with opened(data):
        from huitou.accounts.jobs import invitation_link
        from huitou.accounts.verbs import invite_to_platform
        from huitou.core.clock import now

        if platform:
            invitation = invite_to_platform(email=email, role=_platform_role(platform), by=None, at=now(), mail=mail)
        else:
            invitation = _invite_to_shop(email, shop, role, mail)
        said = f"An invitation is on its way to {invitation.email}." if mail else invitation_link(invitation)
        typer.echo(said)


@app.command("list")
def list_(
    shop: InShop = "",
    as_json: Annotated[bool, typer.Option("--json", help=_("As JSON."))] = False,
    data: DataOption = None,
) -> None:
    """List everybody, or the people of one shop, with their roles."""
    with opened(data):
        rows = _rows(shop)
        if as_json:
            typer.echo(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            state = "" if row["active"] else "  switched off"
            typer.echo(f"{row['email']}\t{row['name']}\t{', '.join(row['roles']) or '-'}{state}")


@app.command()
def role(
    email: Email,
    platform: Platform = "",
    shop: InShop = "",
    role: Role = "",
    remove: Annotated[bool, typer.Option("--remove", help=_("Take the role instead of giving it."))] = False,
    data: DataOption = None,
) -> None:
    """Give somebody who can log in already a role, or take it."""
    _one_place(platform, shop, role, role_needed=not remove)
    with opened(data):
        from huitou.accounts.verbs import add_platform_role, remove_platform_role
        from huitou.core.clock import now

        found = _person(email)
        if not platform:
            _shop_role(found, shop, role, remove)
        elif remove:
            remove_platform_role(staff=found, role=_platform_role(platform), by=None)
        else:
            add_platform_role(staff=found, role=_platform_role(platform), at=now())
        [row] = [one for one in _rows("") if one["email"] == found.email]
        typer.echo(f"{found.email}\t{found.name}\t{', '.join(row['roles']) or '-'}")


@app.command()
def disable(email: Email, data: DataOption = None) -> None:
    """Let nobody log in as this person any more: sessions and tokens end at once."""
    with opened(data):
        from huitou.accounts.verbs import switch_off

        found = switch_off(staff=_person(email), by=None)
        typer.echo(_("%(email)s can no longer log in.") % {"email": found.email})


@app.command()
def enable(email: Email, data: DataOption = None) -> None:
    """Let the person log in again."""
    with opened(data):
        from huitou.accounts.verbs import switch_on

        found = switch_on(staff=_person(email), by=None)
        typer.echo(_("%(email)s can log in again.") % {"email": found.email})


def _one_place(platform: str, shop: str, role: str, *, role_needed: bool = True) -> None:
    if bool(platform) == bool(shop):
        raise typer.BadParameter(_("name either --platform ROLE, or --shop SLUG with --role ROLE"))
    if shop and role_needed and not role:
        raise typer.BadParameter(_("name the role in the shop: --role owner, manager, agent or readonly"))


def _platform_role(name: str) -> Any:
    from huitou.accounts.roles import PlatformRoleName

    if name not in list(PlatformRoleName):
        raise typer.BadParameter(
            _("a role on the platform is one of %(platformrolename)s")
            % {"platformrolename": ", ".join(PlatformRoleName)}
        )
    return PlatformRoleName(name)


def _staff_role(name: str) -> Any:
    from huitou.accounts.roles import StaffRole

    known = [role for role in StaffRole if role != StaffRole.WORKSHOP]  # whose company the desk's form asks for
    if name not in known:
        raise typer.BadParameter(_("a role in a shop is one of %(staffrole)s") % {"staffrole": ", ".join(known)})
    return StaffRole(name)


def _person(email: str) -> "Staff":
    from huitou.accounts.models import Staff

    found = Staff.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise typer.BadParameter(
            _("nobody logs in as %(email)s; ask them in with: ./huitou staff invite %(email)s") % {"email": email}
        )
    return found


def _invite_to_shop(email: str, slug: str, role: str, mail: bool) -> Any:
    from huitou.accounts.verbs import invite
    from huitou.config.lookup import shop_of
    from huitou.core.actors import system_actor
    from huitou.core.clock import now

    found = shop_of(slug)
    return invite(email=email, role=_staff_role(role), mail=mail, actor=system_actor(found.pk), at=now())


def _shop_role(staff: "Staff", slug: str, role: str, remove: bool) -> None:
    from huitou.accounts.models import Membership
    from huitou.accounts.verbs import add_member, change_role, remove_member
    from huitou.config.lookup import shop_of
    from huitou.core.actors import system_actor
    from huitou.core.clock import now

    shop = shop_of(slug)
    member = Membership.objects.filter(shop=shop, staff=staff).first()
    actor = system_actor(shop.pk)
    if remove and member is None:
        raise typer.BadParameter(_("%(email)s does not work in %(slug)s") % {"email": staff.email, "slug": slug})
    if remove and member is not None:
        remove_member(membership_id=member.pk, actor=actor, at=now())
    elif member is None:
        add_member(shop=shop, staff=staff, role=_staff_role(role), at=now())
    else:
        change_role(membership_id=member.pk, role=_staff_role(role), actor=actor, at=now())


def _rows(slug: str) -> list[dict[str, Any]]:
    from huitou.accounts.models import Staff
    from huitou.config.lookup import shop_of

    people = Staff.objects.order_by("email").prefetch_related("memberships__shop", "platform_roles")
    if slug:
        people = people.filter(memberships__shop=shop_of(slug))
    return [
        {
            "email": one.email,
            "name": one.name,
            "active": one.is_active,
            "roles": [
                *(f"platform:{held.role}" for held in one.platform_roles.all()),
                *(f"{held.shop.slug}:{held.role}" for held in one.memberships.all()),
            ],
        }
        for one in people
    ]
