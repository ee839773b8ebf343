"""The translation desk: what is missing, in work, to be reviewed, stale; side by side; out to translators and back."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.workbooks.reading import LARGEST_FILE, WorkbookError
from musubi.blocks.places.domain.queries import find
from musubi.blocks.places.models.located import Shared
from musubi.blocks.translations.access import waiting_for
from musubi.blocks.translations.domain.assigning import assignment_for, assignments_of
from musubi.blocks.translations.domain.errors import TranslationError
from musubi.blocks.translations.domain.register import Translatable, translatables
from musubi.blocks.translations.domain.work import MISSING, coverage, in_state, units_of
from musubi.blocks.translations.enums import LANGUAGES, TranslationState
from musubi.blocks.translations.models import Translation
from musubi.blocks.translations.rules import ASSIGN_TRANSLATIONS, REVIEW_TEXT, SEE_TRANSLATIONS, WORK_TRANSLATIONS, WRITE_TEXTS
from musubi.programs.brand.inbound.domain.translation_tasks import approve_text, hand_texts, return_text
from musubi.programs.brand.inbound.interfaces import desk_workbook

PAGE_SIZE = 50
MOST_OUT = 3_000


def _kinds() -> dict[str, Translatable]:
    return {entry.model._meta.model_name or "": entry for entry in translatables()}


def entry_of(kind: str, language: str) -> Translatable:
    """A kind that is translated into that language. Raises Http404."""
    if kind not in _kinds() or language not in dict(LANGUAGES):
        raise Http404(_("この種類と言語の訳文はありません"))
    return _kinds()[kind]


def _states() -> list[tuple[str, Any]]:
    return [(MISSING, _("未着手")), *TranslationState.choices]


def _asked(request: HttpRequest, entry: Translatable, language: str) -> QuerySet[Any]:
    asked = request.GET
    records = entry.needed(visible_to(request.user, entry.model))
    if asked.get("q"):
        said = (Q(**{f"{name}__icontains": asked["q"]}) for name in entry.fields)
        records = find(records, {"q": asked["q"]}) if issubclass(entry.model, Shared) else records.filter(reduce(or_, said))
    if asked.get("state") in dict(_states()):
        records = in_state(entry, records, language, asked["state"])
    return records.order_by(*entry.model._meta.ordering)


@login_required
@permission_required(SEE_TRANSLATIONS, raise_exception=True)
def desk(request: HttpRequest) -> HttpResponse:
    """Coverage by kind and language, what waits for a second person, and the texts of one kind and language."""
    kinds = _kinds()
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else next(iter(kinds))
    language = request.GET.get("language", "")
    language = language if language in dict(LANGUAGES) else LANGUAGES[0][0]
    entry = kinds[kind]
    page = Paginator(_asked(request, entry, language), PAGE_SIZE).get_page(request.GET.get("page"))
    units, assigned = units_of(page.object_list, language), assignments_of(page.object_list, language)
    context = {
        "kinds": [(slug, one.model._meta.verbose_name, coverage(one)) for slug, one in kinds.items()],
        "kind": kind,
        "language": language,
        "languages": LANGUAGES,
        "language_names": dict(LANGUAGES),
        "states": _states(),
        "asked": request.GET,
        "page": page,
        "rows": [(record, units[record.uid], assigned.get(record.uid)) for record in page],
        "may_assign": request.user.has_perm(ASSIGN_TRANSLATIONS),
        "waiting": _waiting(request),
        "may_work": request.user.has_perm(WORK_TRANSLATIONS),
    }
    return render(request, "inbound/desk.html", context)


def _waiting(request: HttpRequest) -> list[tuple[str, str, str, str]]:
    """Kind, language, record and its name of texts that the person may review, each record once."""
    rows = waiting_for(request.user, visible_to(request.user, Translation))
    slugs = {entry.label: (slug, entry) for slug, entry in _kinds().items()}
    keys = list(dict.fromkeys((row.object_type, row.language, row.object_uid) for row in rows if row.object_type in slugs))
    names: dict[str, str] = {}
    for _slug, entry in slugs.values():
        uids = [uid for label, _language, uid in keys if label == entry.label]
        if uids:
            names |= {record.uid: str(record) for record in visible_to(request.user, entry.model).filter(uid__in=uids)}
    return [(slugs[label][0], language, uid, names[uid]) for label, language, uid in keys if uid in names]


@login_required
@permission_required(SEE_TRANSLATIONS, raise_exception=True)
def side_by_side(request: HttpRequest, kind: str, language: str, uid: str) -> HttpResponse:
    """A record's texts, Japanese beside the translation; save, hand in."""
    entry = entry_of(kind, language)
    record = get_object_or_404(visible_to(request.user, entry.model), uid=uid)
    assigned = assignment_for(entry.label, uid, language)
    may_work = request.user.has_perm(WRITE_TEXTS, assigned)
    if request.method == "POST" and may_work:
        texts = {name: request.POST[f"text-{name}"] for name in entry.fields if f"text-{name}" in request.POST}
        hand_in = "hand_in" in request.POST
        said: dict[str, Any] = {"texts": texts, "hand_in": hand_in, "actor": request.user, "now": clock.now(), "today": clock.today()}
        written = hand_texts(record=record, language=language, **said)
        if not written:
            messages.info(request, _("変わったところはありません"))
        else:
            messages.success(request, _("確認を頼みました。ほかの人が確認すると公開されます") if hand_in else _("保存しました"))
        return HttpResponseRedirect(request.path)
    context = {
        "record": record,
        "kind": kind,
        "language": language,
        "language_name": dict(LANGUAGES)[language],
        "units": [(unit, unit.row is not None and request.user.has_perm(REVIEW_TEXT, unit.row)) for unit in units_of([record], language)[record.uid]],
        "assigned": assigned,
        "may_work": may_work,
        "back": f"{reverse('inbound:desk')}?kind={kind}&language={language}",
    }
    return render(request, "inbound/side_by_side.html", context)


@login_required
@permission_required(WORK_TRANSLATIONS, raise_exception=True)
@require_POST
def review(request: HttpRequest, uid: str) -> HttpResponse:
    """Approve a text, or send it back with a remark."""
    row = get_object_or_404(visible_to(request.user, Translation), uid=uid)
    told: dict[str, Any] = {"actor": request.user, "now": clock.now(), "today": clock.today()}
    shown = int(request.POST.get("version") or 0) if (request.POST.get("version") or "0").isdigit() else 0
    if row.status == TranslationState.REVIEW and not request.user.has_perm(REVIEW_TEXT, row):
        messages.error(request, _("この訳文を確認するのは、決められた人か、翻訳の担当を決める人です。自分が訳した文は確認できません"))
        return _to_texts(row)
    try:
        if "approve" in request.POST:
            approve_text(row=row, shown_version=shown, **told)
            messages.success(request, _("確認しました。訪れる人に見せます"))
        else:
            return_text(row=row, shown_version=shown, remark=request.POST.get("remark", ""), **told)
            messages.success(request, _("訳した人に戻しました"))
    except TranslationError as error:
        messages.error(request, str(error))
    return _to_texts(row)


def _to_texts(row: Translation) -> HttpResponse:
    kind = next((slug for slug, entry in _kinds().items() if entry.label == row.object_type), "")
    return HttpResponseRedirect(reverse("inbound:side-by-side", args=[kind, row.language, row.object_uid]))


@login_required
@permission_required(SEE_TRANSLATIONS, raise_exception=True)
def export(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """The texts that the filters leave, to be translated outside."""
    entry = entry_of(kind, language)
    return as_download(
        desk_workbook.write_texts(_asked(request, entry, language)[:MOST_OUT], language), f"{entry.model._meta.verbose_name}_{language}.xlsx"
    )


@login_required
@permission_required(WORK_TRANSLATIONS, raise_exception=True)
def take(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """Take translated texts in; each is handed in for review."""
    entry = entry_of(kind, language)
    problems: list[tuple[int, str]] = []
    error = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            records = {record.uid: record for record in entry.needed(visible_to(request.user, entry.model))}
            read = desk_workbook.read_texts(file.read(LARGEST_FILE + 1) if file else b"", entry, records)
        except WorkbookError as refused:
            error = str(refused)
        else:
            taken, others = _write(read, records, language, request.user)
            problems = [*read.problems, *others]
            messages.success(request, _("%(taken)d件の訳文を受け取り、確認待ちにしました") % {"taken": taken})
            if not problems:
                return HttpResponseRedirect(f"{reverse('inbound:desk')}?kind={kind}&language={language}&state=review")
    context = {
        "kind": kind,
        "language": language,
        "language_name": dict(LANGUAGES)[language],
        "title": entry.model._meta.verbose_name,
        "problems": problems,
        "error": error,
        "back": f"{reverse('inbound:desk')}?kind={kind}&language={language}",
    }
    return render(request, "inbound/take.html", context, status=422 if error else 200)


def _write(read: desk_workbook.ReadTexts, records: dict[str, Any], language: str, user: Any) -> tuple[int, list[tuple[int, str]]]:
    """Hand the texts in; how many, and the rows that are somebody else's to translate."""
    told: dict[str, Any] = {"actor": user, "now": clock.now(), "today": clock.today()}
    assigned = assignments_of([records[uid] for uid in read.texts], language)
    written, others = 0, []
    for uid, texts in read.texts.items():
        theirs = assigned.get(uid)
        if theirs is not None and not user.has_perm(WRITE_TEXTS, theirs):
            others += [(number, _("%(name)sさんが訳す担当です") % {"name": theirs.translator}) for number in read.rows[uid]]
        else:
            written += len(hand_texts(record=records[uid], language=language, texts=texts, hand_in=True, verb="translation.imported", **told))
    return written, others
