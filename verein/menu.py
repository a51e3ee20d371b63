"""Wagtail's menu: pages that only those see who may open them, in the main menu or in one of ours."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

MAIN = "register_admin_menu_item"
# Ours inside it; whoever has a page for them adds it, so that a lower app need not know it.
RULES = "register_rules_menu_item"
TREASURY = "register_treasury_menu_item"


class PermittedMenuItem(MenuItem):
    """Shown to those who have `permission` ("app.verb_model")."""

    def __init__(self, label: Any, url: Any, *, permission: str, **kwargs: Any) -> None:
        super().__init__(label, url, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(self.permission))


def show_page(url_name: str, label: Any, *, permission: str, icon: str, order: int, menu: str = MAIN) -> None:
    """Add the page to a menu; the item has the name of its address."""

    def item() -> MenuItem:
        url = reverse_lazy(url_name)
        return PermittedMenuItem(label, url, permission=permission, name=url_name, icon_name=icon, order=order)

    hooks.register(menu, item)


def show_submenu(menu: str, label: Any, *, icon: str, order: int) -> None:
    """Add one of our menus to the main one; it shows itself to those who see anything in it."""

    def item() -> MenuItem:
        return SubmenuMenuItem(label, Menu(register_hook_name=menu), name=menu, icon_name=icon, order=order)

    hooks.register(MAIN, item)
