"""Which rows of the registry are whose: Wagtail's permission policy, and the door that each view of a row has.

Somebody with the right “work everywhere” has all of them. Everybody else has those of their teams' communes, so a role
that nobody has thought of sees nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from urllib.parse import unquote

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

from cms.registry.models import Commune, Household, Product, Shop

EVERYWHERE = "access.work_everywhere"
# How a row leads to its commune.
COMMUNE_OF = {Household: "commune", Shop: "household__commune", Product: "shop__household__commune"}
VERBS = ("add", "change", "delete", "view")


def communes_of(user: Any) -> QuerySet[Commune]:
    """The communes that ``user`` may work with."""
    if user.has_perm(EVERYWHERE):
        return Commune.objects.all()
    return Commune.objects.filter(teams__group__user=user).distinct()


def within(user: Any, rows: QuerySet) -> QuerySet:
    """Those of ``rows`` (households, shops or products) that lie in the user's communes."""
    if user.has_perm(EVERYWHERE):
        return rows
    return rows.filter(**{f"{COMMUNE_OF[rows.model]}__in": communes_of(user)})


class CommunePolicy(ModelPermissionPolicy):
    """Django's rights say what may be done; the communes say to which rows."""

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet:
        return within(user, super().instances_user_has_any_permission_for(user, actions))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        if not self.user_has_permission(user, action):
            return False
        # What is stored counts, not what somebody has just typed into the instance.
        return within(user, self.model._default_manager.filter(pk=instance.pk)).exists()


def register() -> None:
    for model in COMMUNE_OF:
        register_permission_policy(model, CommunePolicy(model))


def own_rows_only(view: Callable[..., HttpResponse], model: type[Model]) -> Callable[..., HttpResponse]:
    """``view`` for the rows that are the user's to see; another's is 404, as if it were not there.

    Wagtail's generic views ask whether somebody may change *some* row of a model before they show *this* one.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        named = [kwargs["pk"]] if "pk" in kwargs else request.GET.getlist("id") if "multiple" in request.path else []
        for pk in named:
            require_own(request.user, model, unquote(str(pk)))
        return view(request, *args, **kwargs)

    return guarded


def require_own(user: Any, model: type[Model], pk: str) -> None:
    """Raises Http404 for a row that is not the user's to see, one that does not exist included."""
    if model not in COMMUNE_OF:
        raise Http404
    seen = policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, VERBS)
    try:
        is_seen = seen.filter(pk=pk).exists()
    except (TypeError, ValueError):
        is_seen = False
    if not is_seen:
        raise Http404


def keep_within(form: Any, user: Any) -> Any:
    """``form`` with only the user's own communes, households and shops to choose from: a row cannot be made in, or
    moved to, a commune of somebody else."""
    choices = {"commune": lambda: communes_of(user)}
    choices |= {"household": lambda: within(user, Household.objects.all())}
    choices |= {"shop": lambda: within(user, Shop.objects.all())}
    for name, rows in choices.items():
        if name in form.fields:
            form.fields[name].queryset = rows()
    return form
