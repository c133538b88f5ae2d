"""Beginning a way: from an approved application, or because somebody needs a device or training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, url_for

from citizen.applications.blueprint import open_case
from citizen.booking.wording import district_names
from citizen.core.errors import NotFound
from citizen.pathways import beginning, offers, service, words
from citizen.pathways.forms import DeviceForm, DeviceOnlyForm, DistrictForm, SureForm
from citizen.pathways.routes import blueprint
from citizen.pathways.terms import PathwayKind
from citizen.proxies import choosing
from citizen.proxies.acting import current_who
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act, Refusal
from citizen.web.i18n import _
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.web.forms import Form

__all__ = ["blueprint"]


@blueprint.route("/for-whom/<name>", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def for_whom(name: str) -> Response:
    """The first question of the journey."""
    _kind(name)
    form = choosing.question()
    if form.submitted_and_valid():
        if (first := choosing.first_elsewhere(form)) is not None:
            return first
        choosing.act_for_chosen(form)
        return see_other(".new", name=name)
    return choosing.page_with(form, back=url_for(".overview"))


@blueprint.route("/new/<name>", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def new(name: str) -> Response:
    """In which district, and which kind of device."""
    kind, who = _kind(name), current_who()
    if who.visit_id is None:
        return see_other(".for_whom", name=name)
    form = _offered(DeviceForm if kind is PathwayKind.DEVICE else DistrictForm)
    if not form.submitted_and_valid():
        title = _(words.BEGIN[kind][0])
        return page("pathways/new.html", status=422 if form.problems else 200, form=form, title=title, approved=None)
    district = str(form["district"].data)
    programme = service.programme_of(kind, district)
    if not who.covers(programme):
        return page("proxies/not_allowed.html", status=403, refusal=Refusal.OTHER_PROGRAMME.value)
    return _begin(service.Opening(kind, district, _device_in(form), programme))


@blueprint.route("/from/<reference>/<int:position>", methods=["GET", "POST"])
@needs_act(Act.SEE_DECISIONS, post=Act.BOOK)
def from_decision(reference: str, position: int) -> Response:
    """What an approval opens. Beginning twice finds what was begun."""
    who, case = open_case(reference, position)
    offer = offers.offer_of(session(), who=who, case=case)
    if offer is None or case.district is None:
        raise NotFound("offer")
    if offer.begun is not None:
        return see_other(".show", reference=offer.begun)
    about_district(case.district)
    form = _offered(DeviceOnlyForm if offer.kind is PathwayKind.DEVICE else SureForm)
    if not form.submitted_and_valid():
        row, status = beginning.offer_row(offer), 422 if form.problems else 200
        return page("pathways/new.html", status=status, form=form, title=row["text"], approved=row["hint"])
    opening = service.Opening(
        offer.kind, case.district, _device_in(form), case.programme_id, case.application.reference
    )
    return _begin(opening)


def _begin(opening: service.Opening) -> Response:
    pathway = service.open_pathway(session(), who=current_who(), opening=opening)
    return see_other(".show", reference=pathway.public_ref)


def _offered(form_class: type[Form]) -> Form:
    form = form_class.from_request()
    if isinstance(form, DistrictForm):
        form.offer_districts(district_names().items())
    if isinstance(form, DeviceForm | DeviceOnlyForm):
        form.device.offered = beginning.device_choices()
    return form


def _device_in(form: Form) -> str | None:
    return str(form["device"].data) if "device" in form else None


def _kind(name: str) -> PathwayKind:
    if name not in beginning.KINDS:
        raise NotFound("pathway")
    return beginning.KINDS[name]
